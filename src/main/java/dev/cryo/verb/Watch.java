package dev.cryo.verb;

/**
 * What a running verb tells, and is told: progress out, cancellation in. One interface for every face; the printers
 * decide what a user sees of it.
 */
public interface Watch {

    /** Nobody looks, nobody cancels. */
    Watch NOBODY = new Watch() {
        @Override
        public void step(String what) {}

        @Override
        public void note(String line) {}

        @Override
        public void done(Finished piece) {}

        @Override
        public void write(Stream stream, byte[] bytes) {}

        @Override
        public boolean cancelled() {
            return Thread.currentThread().isInterrupted();
        }
    };

    /** The two streams of a container's process. */
    enum Stream {
        OUT,
        ERR
    }

    /**
     * A piece of a verb's work that stands: the line for standard output, and the summary for a terminal.
     *
     * <p>A verb that works on several things announces each with {@link Watch#done} and returns them all in the end.
     */
    interface Finished {
        /** What standard output gets, one line. */
        String line();

        /** What a terminal gets on standard error, one line; empty for nothing. */
        default String summary() {
            return "";
        }
    }

    /**
     * The result of a verb that showed a process's output as it came ({@link Watch#write}): nothing is left to show,
     * and the process's exit status becomes Cryo's.
     */
    interface Shown extends Finished {
        @Override
        default String line() {
            return "";
        }

        default int status() {
            return 0;
        }
    }

    /** What is being done now; replaced by the next step. */
    void step(String what);

    /** How far the current step is; {@code total} is in the unit of {@code done}. */
    default void progress(String what, long done, long total) {
        step(total > 0 ? what + " " + 100 * done / total + " %" : what);
    }

    /** Something the user should know although the work goes on; one line. */
    void note(String line);

    /** Asks the user to agree to what was noted; nobody agrees where there is no terminal to ask at. */
    default boolean agrees(String question) {
        return false;
    }

    /** A piece of the result stands, and will not be undone by what follows. */
    void done(Finished piece);

    /** Raw output of a container's process (logs, exec). */
    void write(Stream stream, byte[] bytes);

    boolean cancelled();

    /**
     * Ends the verb here if it was cancelled; to be called only where stopping leaves nothing behind.
     *
     * @throws Problem of kind INTERRUPTED
     */
    default void stopIfCancelled() {
        if (cancelled()) {
            throw Problem.interrupted();
        }
    }
}
