package dev.cryo.forensics;

import java.util.ArrayList;
import java.util.List;

/**
 * A text that stands in bytes as UTF-16, the low byte first, as .NET, JavaScript and Windows keep theirs: narrowed to Latin-1,
 * so that what looks for secrets reads it as any other.
 *
 * @param start where it begins in the bytes
 * @param text printable ASCII and line breaks only
 */
record WideText(int start, String text) {

    /** Shorter ones are mostly numbers that look like it, and hold no secret. */
    private static final int LEAST = 12;

    /**
     * All of them in some bytes.
     *
     * @param bytes Latin-1
     */
    static List<WideText> in(String bytes) {
        var texts = new ArrayList<WideText>();
        int last = bytes.length() - 1;
        for (int i = 0; i < last; ) {
            int end = i;
            while (end < last && bytes.charAt(end + 1) == 0 && isText(bytes.charAt(end))) {
                end += 2;
            }
            if (end - i >= 2 * LEAST) {
                texts.add(new WideText(i, narrowed(bytes, i, end)));
            }
            i = Math.max(end, i + 1);
        }
        return texts;
    }

    private static boolean isText(char c) {
        return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
    }

    private static String narrowed(String bytes, int start, int end) {
        var text = new StringBuilder((end - start) / 2);
        for (int i = start; i < end; i += 2) {
            text.append(bytes.charAt(i));
        }
        return text.toString();
    }

    /** The first character of the text that begins at a place in the bytes or behind it. */
    int indexAt(int place) {
        return Math.clamp((place - start + 1) / 2, 0, text.length());
    }

    /** Where a character of the text begins in the bytes. */
    int placeOf(int index) {
        return start + 2 * index;
    }
}
