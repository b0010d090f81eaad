package dev.cryo.criu;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are searched. The array is not copied, so this holds only until its owner fills it anew; the text is made when
 * somebody asks for it, and once.
 */
public final class Haystack {

    private final byte[] array;
    private final int start;
    private final int length;
    private @Nullable String text;

    /** {@code length} bytes of an array, from {@code start} on. */
    Haystack(byte[] array, int start, int length) {
        this.array = array;
        this.start = start;
        this.length = length;
    }

    public int length() {
        return length;
    }

    /** All of it as Latin-1: a character for each byte. */
    public String text() {
        var made = text;
        if (made == null) {
            made = new String(array, start, length, StandardCharsets.ISO_8859_1);
            text = made;
        }
        return made;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(array, start, length);
    }

    /** The array itself, whose byte {@link #start} is the first of these. */
    byte[] array() {
        return array;
    }

    int start() {
        return start;
    }

    /** A copy of the bytes from an index up to another. */
    Bytes slice(int from, int to) {
        var bytes = new byte[to - from];
        System.arraycopy(array, start + from, bytes, 0, bytes.length);
        return Bytes.owned(bytes);
    }

    /** A hit with {@code context} bytes on either side, printable; of a long hit no more than {@code most}. */
    String shown(Needle.Hit hit, int context, int most) {
        int from = Math.max(hit.start() - context, 0);
        int to = Math.min(Math.min(hit.end(), hit.start() + most) + context, length);
        return Match.printable(new String(array, start + from, to - from, StandardCharsets.ISO_8859_1));
    }
}
