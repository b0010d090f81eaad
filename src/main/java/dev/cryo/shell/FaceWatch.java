package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.verb.Watch;
import java.io.IOException;

/**
 * Shows a verb's progress on standard error, and its finished pieces on standard output.
 *
 * <p>On a terminal the current step is one line that the next one overwrites; elsewhere steps are told only when the
 * user asked for them.
 */
final class FaceWatch implements ShowingWatch {

    /** How much is said on standard error. */
    enum Voice {
        QUIET,
        NORMAL,
        VERBOSE
    }

    private static final int LINE = 78;
    private static final String ERASE = "\r\033[K";

    private final Streams streams;
    private final Printer printer;
    private final Voice voice;
    private final Interruption interruption;
    private boolean stepShown;

    FaceWatch(Streams streams, Printer printer, Voice voice, Interruption interruption) {
        this.streams = streams;
        this.printer = printer;
        this.voice = voice;
        this.interruption = interruption;
    }

    @Override
    public synchronized void step(String what) {
        if (voice == Voice.VERBOSE) {
            say(what);
        } else if (voice == Voice.NORMAL && streams.errIsTerminal()) {
            // A line that runs on could not be overwritten.
            int room = Math.clamp(streams.window().columns() - 1L, 1, LINE);
            streams.err().print(ERASE + Table.cut(Escaped.line(what), room));
            streams.err().flush();
            stepShown = true;
        }
    }

    @Override
    public synchronized void progress(String what, long done, long total) {
        // Each percent as a line of its own would drown what matters.
        if (voice != Voice.VERBOSE) {
            ShowingWatch.super.progress(what, done, total);
        }
    }

    @Override
    public synchronized void note(String line) {
        if (voice != Voice.QUIET) {
            say(line);
        }
    }

    @Override
    public synchronized void done(Finished piece) {
        clear();
        printer.done(piece);
        if (voice != Voice.QUIET && streams.errIsTerminal() && !piece.summary().isEmpty()) {
            say(piece.summary());
        }
    }

    @Override
    public synchronized void write(Stream stream, byte[] bytes) {
        clear();
        printer.output(stream, bytes);
    }

    @Override
    public synchronized boolean agrees(String question) {
        if (!streams.inIsTerminal() || !streams.errIsTerminal()) {
            return false;
        }
        clear();
        streams.err().print(Escaped.line(question) + " [y/N] ");
        streams.err().flush();
        return line().strip().matches("(?i)y|yes");
    }

    /** Byte by byte: what stands behind the line is not ours. */
    private String line() {
        var line = new StringBuilder();
        try {
            for (int c = streams.in().read(); c >= 0 && c != '\n'; c = streams.in().read()) {
                line.append((char) c);
            }
        } catch (IOException e) {
            return "";
        }
        return line.toString();
    }

    @Override
    public boolean cancelled() {
        return interruption.requested();
    }

    @Override
    public synchronized void clear() {
        if (stepShown) {
            streams.err().print(ERASE);
            streams.err().flush();
            stepShown = false;
        }
    }

    private void say(String line) {
        clear();
        streams.err().println(Escaped.line(line));
        streams.err().flush();
    }
}
