package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Workspace;
import dev.cryo.script.CheckpointHandle;
import dev.cryo.script.CheckpointProcess;
import dev.cryo.script.ContainerHandle;
import dev.cryo.script.Containers;
import dev.cryo.script.CryoScript;
import dev.cryo.script.Outcome;
import dev.cryo.script.ScriptOptions;
import dev.cryo.timetravel.Moment;
import dev.cryo.verb.Carded;
import dev.cryo.verb.Picture;
import dev.cryo.verb.Verb;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks all that a script can get into its hands: each type has a form, alone and in a list, at each width. */
class EveryFormTest {

    /** A class and a hash, or a record as Java writes it: what nobody wants to see. */
    private static final Pattern RAW = Pattern.compile("@[0-9a-f]{5,}|[A-Z]\\w+\\[\\w+=|\\$\\$Lambda");

    /** What is shown by what it says in its {@code card()}, or as what it holds. */
    private static final Set<Class<?>> BY_THEMSELVES = Set.of(Containers.class, ScriptOptions.class);

    /** The public types of Cryo that the methods of scripts, their objects, and the results of verbs lead to. */
    static Stream<Class<?>> reachable() {
        var found = new TreeMap<String, Class<?>>();
        var open = new ArrayDeque<Type>(List.of(CryoScript.class, Containers.class, Moment.class));
        new Workspace(Settings.NONE, Map.of(), line -> {})
                .catalog().entries().forEach(entry -> open.add(resultType(entry.verb().getClass())));
        while (!open.isEmpty()) {
            switch (open.pop()) {
                case ParameterizedType of -> {
                    open.add(of.getRawType());
                    open.addAll(List.of(of.getActualTypeArguments()));
                }
                case WildcardType any -> open.addAll(List.of(any.getUpperBounds()));
                case Class<?> type when type.getName().startsWith("dev.cryo.")
                        && found.putIfAbsent(type.getName(), type) == null -> open.addAll(next(type));
                default -> {}
            }
        }
        found.remove(CryoScript.class.getName());
        return found.values().stream();
    }

    private static Type resultType(Class<?> verb) {
        return Arrays.stream(verb.getGenericInterfaces())
                .filter(ParameterizedType.class::isInstance)
                .map(ParameterizedType.class::cast)
                .filter(type -> type.getRawType() == Verb.class)
                .map(type -> type.getActualTypeArguments()[1])
                .findFirst()
                .orElseThrow();
    }

    private static List<Type> next(Class<?> type) {
        if (Picture.class.isAssignableFrom(type)) {
            // A script gets its rows.
            return Arrays.stream(type.getMethods()).filter(m -> m.getName().equals("rows")).map(Method::getGenericReturnType).toList();
        }
        var types = Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getDeclaringClass().getName().startsWith("dev.cryo."))
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(Method::getGenericReturnType);
        var kinds = type.isSealed() ? Arrays.<Type>stream(type.getPermittedSubclasses()) : Stream.<Type>empty();
        return Stream.concat(types, kinds).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reachable")
    void hasAForm(Class<?> type) throws Exception {
        if (Carded.class.isAssignableFrom(type)) {
            var card = type.getMethod("card").getReturnType();
            var row = type.getMethod("row").getReturnType();
            assertTrue(card.isRecord() && (row.isRecord() || row == Record.class), type + " says what its card and row are");
        } else if (type.isRecord() && !Verb.class.equals(type.getDeclaringClass()) && !Picture.class.isAssignableFrom(type)) {
            var value = Made.of(type);
            for (int columns : List.of(20, 80, 1000)) {
                assertReadable(type, shown(value, columns));
                assertReadable(type, shown(List.of(value, value), columns));
                assertReadable(type, shown(Map.of("of", value), columns));
                assertReadable(type, shown(Map.of("of", List.of(value)), columns));
            }
        } else if (Made.isConcrete(type) && !type.isEnum() && !BY_THEMSELVES.contains(type)) {
            assertTrue(
                    type.getMethod("toString").getDeclaringClass() != Object.class
                            || Iterable.class.isAssignableFrom(type)
                            || Picture.class.isAssignableFrom(type)
                            || Verb.class.equals(type.getDeclaringClass()),
                    () -> "nobody knows how to show a " + type);
        }
    }

    private static void assertReadable(Class<?> type, String shown) {
        assertFalse(RAW.matcher(shown).find(), () -> type + " is shown as " + shown);
        assertFalse(shown.contains("\033[2J") || shown.contains("\u202e"), () -> type + " lets through what is hostile: " + shown);
    }

    /** On a terminal of so many columns, without colours. */
    private static String shown(Object value, int columns) {
        var out = new ByteArrayOutputStream();
        var streams = new Streams(
                InputStream.nullInputStream(), Streams.data(out, false), new PrintStream(new ByteArrayOutputStream()), false, true,
                false, Window.said("24 " + columns));
        Form.show(value, new TextPrinter(streams, ZoneOffset.UTC, false));
        streams.flushOut();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theWalkFindsWhatScriptsAreMadeOf() {
        var found = reachable().toList();
        for (var type : List.of(
                Containers.class, ContainerHandle.class, CheckpointHandle.class, CheckpointProcess.class, Outcome.class,
                ScriptOptions.class, Moment.class, dev.cryo.criu.Mapping.class, dev.cryo.criu.Match.class,
                dev.cryo.timetravel.Receipt.class, dev.cryo.forensics.DiffVerb.Row.class, dev.cryo.forensics.HeatVerb.Row.class)) {
            assertTrue(found.contains(type), () -> type + " is not found in " + found);
        }
        assertTrue(found.size() > 60, found::toString);
    }

    @Test
    void aCardIsAsWideAsItsTerminal() {
        record Wide(String name, String text) {}
        var shown = shown(new Wide("x", "日本".repeat(40)), 40);
        assertTrue(shown.lines().allMatch(line -> Table.width(line) <= 40), shown);
        assertEquals("日本".repeat(40), shown.lines().map(line -> line.substring(7)).reduce("", String::concat).substring(1));
    }
}
