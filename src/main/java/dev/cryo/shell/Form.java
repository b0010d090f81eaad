package dev.cryo.shell;

import dev.cryo.criu.Bytes;
import dev.cryo.criu.Descriptor;
import dev.cryo.criu.DumpedThread;
import dev.cryo.criu.Mapping;
import dev.cryo.criu.Match;
import dev.cryo.criu.Reading;
import dev.cryo.script.Containers;
import dev.cryo.script.GroovySession;
import dev.cryo.script.ScriptOptions;
import dev.cryo.timetravel.Receipt;
import dev.cryo.verb.Carded;
import dev.cryo.verb.Picture;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The value of a line of Groovy as printers take it: a record or a map for a card, a list of such for a table, a text. The one
 * place that decides how an object is shown.
 */
final class Form {

    /** Of what has no end, or is found as it is asked for, so much is shown. */
    private static final int MOST = 1000;

    private Form() {}

    /** A mapping of memory, with its addresses as they are written. */
    record MappingRow(String range, String permissions, Mapping.Kind kind, Size size, Optional<String> file, String offset) {}

    record DescriptorRow(int number, String type, boolean closeOnExec, String what) {}

    record ThreadRow(int id, String command, Reading<Map<String, String>> registers) {}

    record MatchRow(int process, String command, String address, String mapping, String text) {}

    /** Shows a value; of none, nothing. */
    static void show(@Nullable Object value, Printer printer) {
        if (value == null) {
            return;
        }
        switch (of(value)) {
            case Watch.Finished piece -> printer.done(piece);
            case List<?> pieces when holds(pieces, Watch.Finished.class) ->
                pieces.forEach(piece -> printer.done((Watch.Finished) piece));
            case List<?> parts when !parts.isEmpty() && !isTable(parts) -> parts.forEach(part -> show(part == null ? new Verb.Text("null") : part, printer));
            case Object known -> printer.result(known, null);
        }
    }

    private static Object of(Object value) {
        return switch (value) {
            case Watch.Finished piece -> piece;
            case Verb.Text text -> text;
            case Picture picture -> picture.rows();
            case Carded carded -> carded.card();
            case Containers containers -> containers.rows();
            case ScriptOptions options -> options.values();
            case Receipt receipt -> receipt.compared();
            case Mapping mapping -> row(mapping);
            case Descriptor descriptor -> row(descriptor);
            case DumpedThread thread -> row(thread);
            case Match match -> row(match);
            case Reading.Value<?>(var known) -> of(known);
            case Reading.Absent<?>(var why) -> new Verb.Text("(" + why + ")");
            case Optional<?> optional -> optional.<Object>map(Form::of).orElse(new Verb.Text("(none)"));
            case Record record -> record;
            case Problem problem -> new Verb.Text(ProblemText.of(problem, false));
            case Throwable thrown -> new Verb.Text(thrown.toString());
            case byte[] bytes -> new Verb.Text(Hexdump.of(bytes));
            case Bytes bytes -> new Verb.Text(Hexdump.of(bytes.toArray()));
            case Path path -> new Verb.Text(path.toString());
            case Map<?, ?> map -> map(map);
            case Collection<?> several -> list(several);
            case Iterable<?> several -> list(first(several));
            case Object[] several -> list(Arrays.asList(several));
            default -> GroovySession.fields(value).<Object>map(Form::map).orElseGet(() -> new Verb.Text(GroovySession.show(value)));
        };
    }

    private static List<?> first(Iterable<?> several) {
        return StreamSupport.stream(several.spliterator(), false).limit(MOST).toList();
    }

    private static Object list(Collection<?> several) {
        boolean table = !several.isEmpty() && several.stream().allMatch(each -> each instanceof Map<?, ?> map && !map.isEmpty());
        if (!table && several.stream().allMatch(Form::isPlain)) {
            return new Verb.Text(GroovySession.show(several));
        }
        return new ArrayList<@Nullable Object>(several.stream().map(each -> each == null ? null : row(each)).toList());
    }

    /** What Groovy shows as people write it. */
    static boolean isPlain(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Carded _ -> false;
            case Record _ -> false;
            case Throwable _ -> false;
            case byte[] _ -> false;
            case Map<?, ?> map -> map.values().stream().allMatch(Form::isPlain);
            case Collection<?> several -> several.stream().allMatch(Form::isPlain);
            default -> GroovySession.fields(value).isEmpty();
        };
    }

    /** A value among others. */
    private static Object row(Object value) {
        return switch (value) {
            case Watch.Finished piece -> piece;
            case Carded carded -> carded.row();
            case Mapping m -> new MappingRow(
                    Long.toHexString(m.start()) + "-" + Long.toHexString(m.end()),
                    m.permissions(),
                    m.kind(),
                    new Size(m.length()),
                    m.path(),
                    "0x" + Long.toHexString(m.offset()));
            case Descriptor d -> new DescriptorRow(d.number(), d.type(), d.closeOnExec(), d.what());
            case DumpedThread thread -> new ThreadRow(thread.id(), thread.command(), thread.registers().map(Form::inHex));
            case Match match -> new MatchRow(
                    match.pid(),
                    match.command(),
                    "0x" + Long.toHexString(match.address()),
                    match.mapping().map(m -> m.path().orElse(Cell.word(m.kind()))).orElse("unmapped"),
                    match.text());
            case Reading.Value<?>(var known) -> row(known);
            case Reading.Absent<?>(var why) -> "(" + why + ")";
            case Map<?, ?> map -> map(map);
            default -> value;
        };
    }

    private static Map<String, String> inHex(Map<String, Long> registers) {
        var hex = new LinkedHashMap<String, String>();
        registers.forEach((name, value) -> hex.put(name, Long.toHexString(value)));
        return hex;
    }

    /** A small table of names and values; what goes deeper is a document. */
    private static Object map(Map<?, ?> map) {
        if (map.isEmpty()) {
            return new Verb.Text("[:]");
        }
        var known = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, value) -> known.put(String.valueOf(name), inside(value)));
        return map.values().stream().anyMatch(Form::isDeep) ? new Verb.Document(known) : known;
    }

    private static @Nullable Object inside(@Nullable Object value) {
        return switch (value) {
            case Collection<?> several when !several.stream().allMatch(Form::isPlain) -> list(several);
            case byte[] bytes -> Bytes.of(bytes);
            case Throwable thrown -> thrown.toString();
            case Carded carded -> carded.toString();
            case null -> null;
            default -> value;
        };
    }

    private static boolean isDeep(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.values().stream().anyMatch(each -> each instanceof Map || each instanceof Collection);
            case Path _ -> false;
            case Collection<?> several -> several.stream().anyMatch(each -> each instanceof Map || each instanceof Collection);
            case Iterable<?> _ -> true;
            case null, default -> false;
        };
    }

    private static boolean holds(List<?> all, Class<?> type) {
        return !all.isEmpty() && all.stream().allMatch(type::isInstance);
    }

    /** Whether all are rows of one kind. */
    static boolean isTable(List<?> all) {
        return holds(all, Map.class)
                || (!all.isEmpty()
                        && all.getFirst() instanceof Record first
                        && Cell.isCompound(first)
                        && holds(all, first.getClass()));
    }
}
