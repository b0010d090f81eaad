package dev.cryo.shell;

import static org.jline.utils.WCWidth.wcwidth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of cells below their titles, made to fit a width: gaps become narrow, columns in which nothing stands go, texts
 * are cut, and at last columns go from the right.
 *
 * @param rows cells on one line each, escaped
 */
record Table(List<Column> columns, List<List<String>> rows) {

    /**
     * A column.
     *
     * @param right whether its cells stand at its right
     * @param text whether what is left of a cell when it is cut tells something; of a number or a time it does not
     */
    record Column(String title, boolean right, boolean text) {}

    private static final int GAP = 3;
    private static final int NARROW_GAP = 2;
    /** Of a text that is cut so much must be left, or it tells nothing. */
    private static final int LEAST_TEXT = 8;

    /**
     * A table as it is shown.
     *
     * @param left the titles of columns that did not fit
     */
    record Fitted(String titles, List<String> lines, List<String> left) {}

    /** As wide as it must be and no wider than {@code room}, as far as that is possible. */
    Fitted fit(int room) {
        var all = IntStream.range(0, columns.size()).boxed().toList();
        var widths = widths(all);
        if (widths.stream().mapToInt(width -> width).sum() + GAP * (columns.size() - 1) <= room) {
            return drawn(all, widths, GAP);
        }
        var kept = new ArrayList<>(all);
        kept.removeIf(column -> rows.stream().allMatch(row -> row.get(column).isEmpty()));
        while (kept.size() > 1 && leastWidth(kept) > room) {
            kept.removeLast();
        }
        return drawn(kept, cut(kept, room), NARROW_GAP);
    }

    private List<Integer> widths(List<Integer> shown) {
        return shown.stream().map(this::width).toList();
    }

    private int width(int column) {
        int widest = rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
        return Math.max(width(columns.get(column).title()), widest);
    }

    private int leastWidth(List<Integer> shown) {
        return total(shown, LEAST_TEXT) + NARROW_GAP * (shown.size() - 1);
    }

    private int most(int column, int text) {
        return columns.get(column).text() ? Math.min(width(column), text) : width(column);
    }

    /** The texts get the same room, but for those that need less. */
    private List<Integer> cut(List<Integer> shown, int room) {
        int gaps = NARROW_GAP * (shown.size() - 1);
        int text = Collections.max(widths(shown));
        while (text > LEAST_TEXT && total(shown, text) + gaps > room) {
            text--;
        }
        int fair = text;
        return shown.stream().map(column -> most(column, fair)).toList();
    }

    private int total(List<Integer> shown, int text) {
        return shown.stream().mapToInt(column -> most(column, text)).sum();
    }

    private Fitted drawn(List<Integer> shown, List<Integer> widths, int gap) {
        var left = IntStream.range(0, columns.size())
                .filter(column -> !shown.contains(column))
                .filter(column -> rows.stream().anyMatch(row -> !row.get(column).isEmpty()))
                .mapToObj(column -> columns.get(column).title())
                .toList();
        return new Fitted(
                line(columns.stream().map(Column::title).toList(), shown, widths, gap),
                rows.stream().map(row -> line(row, shown, widths, gap)).toList(),
                left);
    }

    private String line(List<String> cells, List<Integer> shown, List<Integer> widths, int gap) {
        var line = new StringBuilder();
        for (int i = 0; i < shown.size(); i++) {
            var cell = cut(cells.get(shown.get(i)), widths.get(i));
            var padding = " ".repeat(widths.get(i) - width(cell));
            line.append(i == 0 ? "" : " ".repeat(gap));
            line.append(columns.get(shown.get(i)).right() ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    /** A text in a width; what is cut off it is shown to be missing. */
    static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        var kept = new StringBuilder();
        int used = 0;
        for (var point : text.codePoints().toArray()) {
            used += Math.max(0, wcwidth(point));
            if (used > width - 1) {
                break;
            }
            kept.appendCodePoint(point);
        }
        return kept.append('…').toString();
    }

    /** How many columns of a terminal a text takes. */
    static int width(String text) {
        // A long list has tens of thousands of cells, and hardly any that are not plain.
        return Escaped.isPlain(text)
                ? text.length()
                : text.codePoints().map(point -> Math.max(0, wcwidth(point))).sum();
    }
}
