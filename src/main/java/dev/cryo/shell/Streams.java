package dev.cryo.shell;

import dev.cryo.verb.Problem;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process's three streams, and which of them are terminals.
 *
 * @param out data, UTF-8
 * @param err everything else, UTF-8
 * @param window how much of standard output is seen at once, where it is a terminal
 */
record Streams(
        InputStream in, PrintStream out, PrintStream err, boolean inIsTerminal, boolean outIsTerminal,
        boolean errIsTerminal, Window window) {

    /** Of whose window nothing is known. */
    Streams(
            InputStream in, PrintStream out, PrintStream err, boolean inIsTerminal, boolean outIsTerminal,
            boolean errIsTerminal) {
        this(in, out, err, inIsTerminal, outIsTerminal, errIsTerminal, Window.endless());
    }

    /** In which nothing is read, and nothing that is written is seen. */
    Streams silent() {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Streams(InputStream.nullInputStream(), nowhere, nowhere, false, false, false);
    }

    /** Sends what was written to {@code out}. */
    void flushOut() {
        out.flush();
    }

    /** Nobody reads standard output any more ({@code | head -1}): the wish to stop, not a failure. */
    static final class ClosedPipe extends RuntimeException {
        ClosedPipe() {
            super("standard output is closed", null, false, false);
        }
    }

    /**
     * Makes a stream of data whose failures are seen: a print stream would swallow them, and a script in a loop would
     * go on for nobody.
     *
     * @param lineByLine whether each line is sent at once
     */
    static PrintStream data(OutputStream target, boolean lineByLine) {
        return new PrintStream(
                new BufferedOutputStream(new Told(target), 1 << 16), lineByLine, StandardCharsets.UTF_8);
    }

    /** Tells of failures by exceptions that a print stream lets through. */
    private static final class Told extends FilterOutputStream {
        Told(OutputStream target) {
            super(target);
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                var why = String.valueOf(e.getMessage());
                throw why.contains("Broken pipe")
                        ? new ClosedPipe()
                        : Problem.failed("standard output cannot be written: " + why).cause(e);
            }
        }
    }
}
