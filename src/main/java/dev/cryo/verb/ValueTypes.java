package dev.cryo.verb;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The one table of the types that a request may hold: how each is read from a word, and what stands for it in a usage
 * line. Beside the table, enums (lower case names) and records over one {@code String} explain themselves.
 */
public final class ValueTypes {

    /** Types that need nothing but the word. */
    public static final ValueTypes STANDARD = new ValueTypes(Map.of())
            .with(String.class, "TEXT", text -> text)
            .with(boolean.class, "true|false", ValueTypes::readBoolean)
            .with(int.class, "NUMBER", text -> readNumber(text, Integer::valueOf))
            .with(long.class, "NUMBER", text -> readNumber(text, Long::valueOf))
            .with(double.class, "NUMBER", text -> readNumber(text, Double::valueOf))
            .with(Path.class, "PATH", ValueTypes::readPath)
            .with(Duration.class, "DURATION", DurationWords::read)
            .with(Size.class, "SIZE", Size::of)
            .with(Place.class, "DIR", Place::of)
            .with(CheckpointRef.class, "CHECKPOINT", CheckpointRef::of)
            .with(Pattern.class, "PATTERN", ValueTypes::readPattern);

    private record Reading(String label, Function<String, ?> reader) {}

    private final Map<Class<?>, Reading> table;

    private ValueTypes(Map<Class<?>, Reading> table) {
        this.table = Map.copyOf(table);
    }

    /** This table with one type more, for what must be compiled or looked up. */
    public <T> ValueTypes with(Class<T> type, String label, Function<String, ? extends T> reader) {
        var more = new HashMap<>(table);
        more.put(boxed(type), new Reading(label, reader));
        return new ValueTypes(more);
    }

    /** What stands for a value of this type in a usage line. */
    public String label(Class<?> type) {
        var known = table.get(boxed(type));
        if (known != null) {
            return known.label();
        }
        if (type.isEnum()) {
            return String.join("|", choices(type));
        }
        var words = type.getSimpleName().replaceAll("([a-z0-9])([A-Z])", "$1-$2");
        return words.toUpperCase(Locale.ROOT).replaceAll("-NAME$|^HOST-(?=PATH$)", "");
    }

    /**
     * Reads a word as a value of {@code type}.
     *
     * @throws Problem of kind USAGE when the word does not say one
     * @throws IllegalStateException for a type that nothing can read, which is a mistake in Cryo itself
     */
    public Object read(Class<?> type, String text) {
        var known = table.get(boxed(type));
        if (known != null) {
            return known.reader().apply(text);
        }
        if (type.isEnum()) {
            return readEnum(type, text);
        }
        if (overText(type)) {
            return newRecord(type, new Class<?>[] {String.class}, text);
        }
        if (type.isInterface()) {
            throw Problem.usage("no word can say what this takes").remedy("call it from Groovy, with a closure");
        }
        throw new IllegalStateException("no word can be read as " + type);
    }

    /** The words of an enum's constants; empty for other types. */
    public static List<String> choices(Class<?> type) {
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants()).map(ValueTypes::word).toList()
                : List.of();
    }

    /** An enum's constant as it is typed and shown. */
    public static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether this is a record over one text, such as {@link Label}, which shows as that text. */
    public static boolean overText(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getRecordComponents()[0].getType() == String.class;
    }

    /** The class of objects of a type, which differs for a primitive one. */
    static Class<?> boxed(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }

    /**
     * Makes a record; what its constructor finds wrong is a {@link Problem}.
     *
     * @throws Problem as the constructor threw it, or of kind USAGE for an {@code IllegalArgumentException}
     */
    static Object newRecord(Class<?> type, Class<?>[] components, Object... values) {
        try {
            var constructor = type.getDeclaredConstructor(components);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw refusal(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type, e);
        }
    }

    private static RuntimeException refusal(InvocationTargetException e) {
        return switch (e.getCause()) {
            case Problem problem -> problem;
            case IllegalArgumentException wrong -> Problem.usage(String.valueOf(wrong.getMessage())).cause(wrong);
            case RuntimeException other -> other;
            case null, default -> new IllegalStateException("a request could not be made", e);
        };
    }

    private static Object readEnum(Class<?> type, String text) {
        for (var constant : type.getEnumConstants()) {
            if (word(constant).equals(text)) {
                return constant;
            }
        }
        var choices = choices(type);
        throw Problem.usage("'" + text + "' is none of " + String.join(", ", choices))
                .remedy(NearestName.to(text, choices)
                        .map(name -> "did you mean '" + name + "'?")
                        .orElse("choose one of them"));
    }

    private static Boolean readBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.usage("'" + text + "' is neither true nor false");
        };
    }

    private static <N extends Number> N readNumber(String text, Function<String, N> reader) {
        try {
            return reader.apply(text);
        } catch (NumberFormatException e) {
            boolean tooBig = text.matches("[+-]?\\d+");
            throw Problem.usage("'" + text + "' is " + (tooBig ? "too big a number" : "not a whole number"))
                    .cause(e);
        }
    }

    private static Path readPath(String text) {
        if (text.isEmpty()) {
            throw Problem.usage("a path is empty");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw Problem.usage("'" + text + "' is not a path").cause(e);
        }
    }

    private static Pattern readPattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw Problem.usage("'" + text + "' is not a regular expression: " + e.getDescription())
                    .cause(e);
        }
    }
}
