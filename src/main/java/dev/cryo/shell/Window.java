package dev.cryo.shell;

import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How much of standard output is seen at once; a prompt knows better than the process did at its start. */
final class Window {

    /** Where nobody looks, or nothing is known: everything fits. */
    private static final int ENDLESS = Integer.MAX_VALUE;

    private static final Pattern COLOUR = Pattern.compile("\033\\[[0-9;]*m");

    private IntSupplier columns;
    private IntSupplier rows;
    private @Nullable Consumer<String> pager;
    private boolean dumb;
    private boolean pages = true;

    private Window(IntSupplier columns, IntSupplier rows) {
        this.columns = columns;
        this.rows = rows;
    }

    static Window endless() {
        return new Window(() -> ENDLESS, () -> ENDLESS);
    }

    /** @param said as {@code stty size} says it, {@code 24 80}; whatever else is no size */
    static Window said(String said) {
        if (!said.matches("[1-9]\\d{0,4} [1-9]\\d{0,4}")) {
            return endless();
        }
        int space = said.indexOf(' ');
        int rows = Integer.parseInt(said.substring(0, space));
        int columns = Integer.parseInt(said.substring(space + 1));
        return new Window(() -> columns, () -> rows);
    }

    /** From now on it is asked of a terminal, which may be resized. */
    void follow(IntSupplier itsColumns, IntSupplier itsRows) {
        columns = itsColumns;
        rows = itsRows;
    }

    int columns() {
        return columns.getAsInt();
    }

    int rows() {
        return rows.getAsInt();
    }

    /** From now on its terminal is known to be one that shows nothing but letters. */
    void dumb() {
        dumb = true;
    }

    boolean isDumb() {
        return dumb;
    }

    /** What shows text that is longer than the window; null for nothing. */
    void page(@Nullable Consumer<String> shownBy) {
        pager = shownBy;
    }

    /** From now on nothing shows text that is longer than the window, whatever offers to. */
    void neverPage() {
        pages = false;
    }

    /** Shows a text that would run out of the window, if something can; else the caller prints it. */
    boolean shows(String text) {
        var by = pager;
        if (by == null || !pages || height(text) < rows()) {
            return false;
        }
        by.accept(text);
        return true;
    }

    private long height(String text) {
        long width = columns();
        return COLOUR.matcher(text).replaceAll("").lines()
                .mapToLong(line -> Math.max(1, (Table.width(line) + width - 1) / width))
                .sum();
    }
}
