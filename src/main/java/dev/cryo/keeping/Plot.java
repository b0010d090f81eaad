package dev.cryo.keeping;

import dev.cryo.keeping.PlotVerb.Point;
import dev.cryo.keeping.PlotVerb.What;
import dev.cryo.verb.Picture;
import dev.cryo.verb.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code plot} draws.
 *
 * @param width of the curve in characters, where somebody wants a certain one
 */
public record Plot(List<Point> rows, What what, Optional<Integer> width) implements Picture {

    private static final int WIDTH = 60;
    private static final String AXIS = " ┤";
    private static final int HEIGHT = 8;

    @Override
    public List<List<Piece>> lines(int columns) {
        long most = rows.stream().mapToLong(Point::value).max().orElse(0);
        var upper = what == What.MEMORY ? new Size(most).toString() : Long.toString(most);
        int margin = upper.length() + AXIS.length();
        int wide = width.orElse(Math.clamp((long) columns - margin, 1, WIDTH));
        var curve = Braille.of(rows.stream().map(Point::value).toList(), most, wide, HEIGHT);
        var lines = new ArrayList<List<Piece>>();
        for (int i = 0; i < curve.size(); i++) {
            var value = i == 0 ? upper : i == curve.size() - 1 ? "0" : "";
            lines.add(List.of(new Words(" ".repeat(upper.length() - value.length()) + value + AXIS + curve.get(i))));
        }
        var first = "@" + rows.getFirst().number();
        var last = rows.size() == 1 ? "" : "@" + rows.getLast().number();
        var between = " ".repeat(Math.max(1, wide - first.length() - last.length()));
        lines.add(List.of(new Words(" ".repeat(margin) + first + between + last)));
        return lines;
    }
}
