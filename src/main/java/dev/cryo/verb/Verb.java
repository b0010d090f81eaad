package dev.cryo.verb;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One thing that Cryo does, free of terminals and parsing. Its name, help and examples stand in the {@link Usage} of
 * the request record.
 *
 * @param <Q> the request record
 * @param <R> the result: a {@code List} of records (shown as a table), a record (shown as a card), a
 *     {@link Text}, a {@link Document}, a {@link Picture}, or {@link Watch.Finished} pieces that were announced already
 */
public interface Verb<Q extends Record, R> {

    /** The class of the request, whose {@link Usage} declares this verb. */
    Class<Q> request();

    /** The name as typed. Asked of all verbs at each start, so it does not read the whole declaration. */
    default String name() {
        var usage = request().getAnnotation(Usage.class);
        if (usage == null) {
            throw new IllegalStateException(request() + " needs @Usage");
        }
        return usage.name();
    }

    /** The declaration: that of the request record, unless the verb is declared elsewhere. */
    default VerbShape shape() {
        return VerbShape.of(request());
    }

    /**
     * The request that a face's words and values make.
     *
     * @throws Problem of kind USAGE when they are wrong
     */
    default Q bind(Binder binder, Map<String, ?> given) {
        return binder.bind(request(), given);
    }

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

    /** Plain text as a result, shown as it is. */
    record Text(String text) {}
}
