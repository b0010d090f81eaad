package dev.cryo.shell;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * The process's three streams, and which of them are terminals.
 *
 * @param out data, UTF-8
 * @param err everything else, UTF-8
 */
record Streams(
        InputStream in, PrintStream out, PrintStream err, boolean inIsTerminal, boolean outIsTerminal,
        boolean errIsTerminal) {

    /** Sends what was written to {@code out}; ends the call quietly when its reader has gone ({@code | head -1}). */
    void flushOut() {
        if (out.checkError()) {
            throw new ClosedPipe();
        }
    }

    /** Nobody reads standard output any more: the wish to stop, not a failure. */
    static final class ClosedPipe extends RuntimeException {
        ClosedPipe() {
            super("standard output is closed", null, false, false);
        }
    }
}
