package dev.cryo.verb;

import java.util.List;

/**
 * Rows, and a drawing of them that is made when it is known how wide it may be and whether it may be coloured: people see the
 * drawing, scripts and JSON get the rows.
 */
public interface Picture {

    /** What the darkest shade is; the lightest is 0. */
    int DARKEST = 4;

    List<? extends Record> rows();

    /**
     * The lines from above, each of pieces from the left.
     *
     * @param columns how wide they should be; texts that are wider are cut
     */
    List<List<Piece>> lines(int columns);

    /** A part of a line. */
    sealed interface Piece {}

    /** A text; may be a container's. */
    record Words(String text) implements Piece {}

    /**
     * Cells, each one character wide.
     *
     * @param levels from 0, nothing, to {@link #DARKEST}, all
     */
    record Shades(List<Integer> levels) implements Piece {}
}
