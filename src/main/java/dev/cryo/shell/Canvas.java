package dev.cryo.shell;

import java.util.stream.Collectors;

/** A screen of its own, on which each picture takes the place of the one before; elsewhere one follows the other. */
final class Canvas implements AutoCloseable {

    private static final String ENTER = "\033[?1049h";
    private static final String LEAVE = "\033[?1049l";
    private static final String HOME = "\033[H";
    private static final String REST_OF_LINE = "\033[K";
    private static final String REST_OF_SCREEN = "\033[J";

    private final Streams streams;

    Canvas(Streams streams) {
        this.streams = streams;
        write(ENTER);
    }

    private void write(String control) {
        if (streams.outIsTerminal()) {
            streams.out().print(control);
            streams.flushOut();
        }
    }

    /** Shows a text below a title; of a long one what fits. */
    void draw(String title, String text) {
        if (!streams.outIsTerminal()) {
            streams.out().print(text);
            streams.flushOut();
            return;
        }
        int columns = streams.window().columns();
        var lines = text.lines()
                .limit(Math.max(1, streams.window().rows() - 3))
                .map(line -> line + REST_OF_LINE + "\n")
                .collect(Collectors.joining());
        // Nothing is erased before it is drawn over: that would flicker.
        write(HOME + Table.cut(title, columns) + REST_OF_LINE + "\n" + REST_OF_LINE + "\n" + lines + REST_OF_SCREEN);
    }

    @Override
    public void close() {
        write(LEAVE);
    }
}
