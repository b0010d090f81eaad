package dev.cryo.verb;

import java.util.List;
import java.util.SequencedMap;
import java.util.function.IntFunction;

/**
 * One thing that Cryo does, free of terminals and parsing. Its name, help and examples stand in the {@link Usage} of
 * the request record.
 *
 * @param <Q> the request record
 * @param <R> the result: a {@code List} of records (shown as a table), a record (shown as a card), a
 *     {@link Text}, a {@link Document}, a {@link Drawing}, or {@link Watch.Finished} pieces that were announced already
 */
public interface Verb<Q extends Record, R> {

    /** The class of the request, whose {@link Usage} declares this verb. */
    Class<Q> request();

    /**
     * Does it.
     *
     * @throws Problem when it fails; pieces announced to {@code watch} before that stand
     */
    R run(Q request, Watch watch);

    /**
     * A tree of maps, lists ({@code Iterable}, which may be read as they are printed), texts, numbers and truth values:
     * shown as JSON, and given to scripts as it is.
     */
    record Document(SequencedMap<String, ?> tree) {}

    /**
     * Rows, and a drawing of them: people see the drawing, scripts and JSON get the rows.
     *
     * @param fitted the drawing for so many columns of room
     */
    record Drawing(IntFunction<String> fitted, List<? extends Record> rows) {
        /** One that looks the same wherever it is shown. */
        public Drawing(String text, List<? extends Record> rows) {
            this(room -> text, rows);
        }
    }

    /** Plain text as a result, shown as it is. */
    record Text(String text) {}
}
