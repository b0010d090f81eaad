package dev.cryo.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A step of the tour; {@code tour.txt} holds them all.
 *
 * @param text what is about to be learnt
 */
record TourStep(String title, String text, List<Line> lines) {

    /**
     * A line that is to be typed.
     *
     * @param check Groovy that is true when the engine and the store show that it was done
     */
    record Line(String text, String check) {}

    static List<TourStep> all() {
        try (var in = Objects.requireNonNull(TourStep.class.getResourceAsStream("tour.txt"))) {
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<TourStep> read(String source) {
        var steps = new ArrayList<TourStep>();
        for (var block : source.split("(?m)^= ", -1)) {
            if (!block.startsWith("#")) {
                steps.add(step(block));
            }
        }
        return steps;
    }

    private static TourStep step(String block) {
        var title = block.lines().findFirst().orElseThrow();
        var words = new ArrayList<String>();
        var lines = new ArrayList<Line>();
        var open = "";
        for (var line : block.lines().skip(1).filter(line -> !line.isBlank()).toList()) {
            switch (line.charAt(0)) {
                case '>' -> open = line.substring(2);
                case '?' -> lines.add(new Line(open, line.substring(2)));
                default -> words.add(line);
            }
        }
        return new TourStep(title, String.join(" ", words), List.copyOf(lines));
    }
}
