package dev.cryo.shell;

/** What the tour says to its user, in lines that are easy to read. */
final class TourWords {

    private static final int LINE = 100;

    private final Streams streams;

    TourWords(Streams streams) {
        this.streams = streams;
    }

    /** A line as it stands, such as one to type. */
    void line(String text) {
        streams.err().println(Escaped.block(text));
    }

    /** Sentences. */
    void say(String text) {
        int columns = Math.min(LINE, streams.errIsTerminal() ? streams.window().columns() : LINE);
        var line = new StringBuilder();
        for (var word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + word.length() + 1 > columns) {
                line(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        line(line.toString());
    }

    /** What a step is about. */
    void title(int number, int of, TourStep step) {
        say("\nStep " + number + " of " + of + ": " + step.title());
        say(step.text());
    }
}
