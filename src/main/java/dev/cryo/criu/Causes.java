package dev.cryo.criu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of causes ({@code causes.txt}), and the search for them in what CRIU and runc said. */
public final class Causes {

    private static final String TABLE = "causes.txt";

    private final List<CauseRow> rows;

    private Causes(List<CauseRow> rows) {
        this.rows = List.copyOf(rows);
    }

    /** Cryo's own table. */
    public static Causes known() {
        try (var stream = Causes.class.getResourceAsStream(TABLE)) {
            if (stream == null) {
                throw new IllegalStateException("no " + TABLE + " beside " + Causes.class.getName());
            }
            return new Causes(read(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all rows, the more telling ones first. */
    public List<String> names() {
        return rows.stream().map(CauseRow::name).toList();
    }

    /** The most telling cause in a log and in what the runtime said beside it; empty when none is known. */
    public Optional<Cause> top(CriuLog log, List<String> said) {
        return all(log, said).stream().findFirst();
    }

    /** All causes, the most telling first. What the runtime said counts when the log tells nothing. */
    public List<Cause> all(CriuLog log, List<String> said) {
        var inLog = in(log);
        return inLog.isEmpty() ? in(new CriuLog(said)) : inLog;
    }

    /** What is told as an error counts before what is said by the way. */
    private List<Cause> in(CriuLog log) {
        var errors = rows.stream().flatMap(row -> explain(row, log, true)).toList();
        return errors.isEmpty()
                ? rows.stream().flatMap(row -> explain(row, log, false)).toList()
                : errors;
    }

    private static Stream<Cause> explain(CauseRow row, CriuLog log, boolean errorsOnly) {
        // From the end: what CRIU met last is what stopped it.
        for (int i = log.lines().size() - 1; i >= 0; i--) {
            var line = log.lines().get(i);
            if (errorsOnly && !CriuLog.isError(line)) {
                continue;
            }
            var found = row.find(line);
            if (found.isPresent()) {
                var values = log.context(i);
                values.putAll(found.get());
                return Stream.of(
                        new Cause(row.name(), row.causeWith(values), log.proof(i), row.remedyWith(values)));
            }
        }
        return Stream.empty();
    }

    private static List<CauseRow> read(String table) {
        var rows = new ArrayList<CauseRow>();
        var blocks = Pattern.compile("(?m)^\\[([a-z0-9-]+)]$").splitWithDelimiters(table, 0);
        for (int i = 1; i < blocks.length; i += 2) {
            rows.add(row(blocks[i].substring(1, blocks[i].length() - 1), blocks[i + 1]));
        }
        return rows;
    }

    private static CauseRow row(String name, String block) {
        return new CauseRow(
                name,
                values(block, "line").map(Pattern::compile).toList(),
                values(block, "cause").findFirst().orElseThrow(),
                values(block, "remedy").findFirst().orElseThrow());
    }

    private static Stream<String> values(String block, String key) {
        return block.lines()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> line.substring(key.length()).strip());
    }
}
