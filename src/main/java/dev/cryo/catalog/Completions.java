package dev.cryo.catalog;

import java.util.List;

/** What completes an argument, by its type: a container's name completes containers, and so on. */
@FunctionalInterface
public interface Completions {

    /** Completes nothing. */
    Completions NONE = (type, typedSoFar) -> List.of();

    /**
     * The words for an argument of {@code type} that begin as typed; those that do not are ignored.
     *
     * <p>Called while somebody waits at a prompt: an engine that does not answer at once means no candidates, never a
     * failure.
     */
    List<Candidate> candidates(Class<?> type, String typedSoFar);

    /**
     * Whether a type may be asked for before anybody wants to know: nothing leaves the machine for it, so that nobody is asked
     * for a passphrase, and nothing far away is woken, for a line that is never entered.
     */
    default boolean near(Class<?> type) {
        return false;
    }
}
