package dev.cryo.keeping;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A course of numbers as a line of braille dots, two of them beside and four above each other in a character. */
final class Braille {

    private static final int BLANK = 0x2800;
    private static final int DOTS_BESIDE = 2;
    private static final int DOTS_ABOVE = 4;
    /** The bit of each dot, by its row from above and its column. */
    private static final int[][] BITS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

    private final int width;
    private final int height;
    private final int[][] cells;

    private Braille(int width, int height) {
        this.width = width;
        this.height = height;
        this.cells = new int[height][width];
    }

    /**
     * Lines from above, each {@code width} characters.
     *
     * @param values none negative, at least one; they share the width evenly
     * @param full the value at the upper edge; zero stands at the lower one
     */
    static List<String> of(List<Long> values, long full, int width, int height) {
        var chart = new Braille(width, height);
        chart.draw(values, full);
        return chart.lines();
    }

    private void draw(List<Long> values, long full) {
        int columns = width * DOTS_BESIDE;
        int before = -1;
        for (int x = 0; x < columns; x++) {
            // Of more values than dots the highest counts: a peak must be seen.
            int from = (int) ((long) x * values.size() / columns);
            int to = (int) Math.max(from + 1, (long) (x + 1) * values.size() / columns);
            long value = values.subList(from, to).stream().mapToLong(each -> each).max().orElse(0);
            int y = row(value, full);
            int start = before < 0 ? y : before;
            for (int dot = Math.min(start, y); dot <= Math.max(start, y); dot++) {
                cells[dot / DOTS_ABOVE][x / DOTS_BESIDE] |= BITS[dot % DOTS_ABOVE][x % DOTS_BESIDE];
            }
            before = y;
        }
    }

    private int row(long value, long full) {
        int rows = height * DOTS_ABOVE - 1;
        return full <= 0 ? rows : rows - (int) Math.round((double) rows * Math.min(value, full) / full);
    }

    private List<String> lines() {
        return Arrays.stream(cells)
                .map(row -> Arrays.stream(row)
                        .mapToObj(bits -> Character.toString(BLANK + bits))
                        .collect(Collectors.joining()))
                .toList();
    }
}
