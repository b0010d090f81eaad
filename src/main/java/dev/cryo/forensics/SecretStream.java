package dev.cryo.forensics;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Looks for secrets in whatever is written to it, in windows that overlap; the last one when it is closed. */
final class SecretStream extends OutputStream {

    private static final int STEP = 256 << 10;

    /** Takes a window: the text, and where the secrets of this window begin and end to begin. */
    interface Taker {
        void take(String text, int from, int limit);
    }

    private final int before;
    private final Taker taker;
    private final byte[] buffer;
    private int length;
    private int from;

    /** @param before how much in front of an anchor is to be seen */
    SecretStream(int before, Taker taker) {
        this.before = before;
        this.taker = taker;
        this.buffer = new byte[before + SecretRule.REACH + STEP];
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int count) {
        for (int done = 0; done < count; ) {
            int room = Math.min(count - done, buffer.length - length);
            System.arraycopy(bytes, start + done, buffer, length, room);
            length += room;
            done += room;
            if (length == buffer.length) {
                take(length - SecretRule.REACH);
                int kept = before + SecretRule.REACH;
                System.arraycopy(buffer, length - kept, buffer, 0, kept);
                length = kept;
                from = before;
            }
        }
    }

    private void take(int limit) {
        taker.take(new String(buffer, 0, length, StandardCharsets.ISO_8859_1), from, limit);
    }

    @Override
    public void close() {
        take(length);
        length = 0;
        from = 0;
    }
}
