package dev.cryo.shell;

/**
 * Text made harmless for a terminal. What Cryo shows may come from a container: a process name, a log line or a label
 * could clear the screen, forge a line or turn the reading direction.
 */
final class Escaped {

    private Escaped() {}

    /** One line: whatever is not plainly visible becomes a visible escape such as {@code \n} or {@code \x1b}. */
    static String line(CharSequence text) {
        return escape(text, false);
    }

    /** Several lines: as {@link #line}, but line breaks and tabs stand. */
    static String block(CharSequence text) {
        return escape(text, true);
    }

    /** Whether a text is ASCII that is plainly visible. */
    static boolean isPlain(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String escape(CharSequence text, boolean keepLayout) {
        if (isPlain(text)) {
            return text.toString();
        }
        var shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (keepLayout && (point == '\n' || point == '\t')) {
                shown.append((char) point);
            } else if (isHarmless(point)) {
                shown.appendCodePoint(point);
            } else {
                shown.append(visible(point));
            }
        });
        return shown.toString();
    }

    /** Whether a terminal shows it as it is and goes on to the right. */
    static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            // FORMAT holds the bidirectional marks, zero-width joiners and tags.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String visible(int point) {
        return switch (point) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                point < 0x100
                        ? String.format("\\x%02x", point)
                        : point < 0x10000 ? String.format("\\u%04x", point) : String.format("\\u{%x}", point);
        };
    }
}
