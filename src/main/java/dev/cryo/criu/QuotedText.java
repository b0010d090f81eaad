package dev.cryo.criu;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes as quoted-printable text (RFC 2045), in which {@code crit} writes the names of unix sockets. */
final class QuotedText {

    /** The longest line of the encoding, with its soft break. */
    private static final int LINE = 76;

    private QuotedText() {}

    static String of(byte[] bytes) {
        var text = new StringBuilder();
        int line = 0;
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            boolean atEnd = i + 1 == bytes.length || bytes[i + 1] == '\n';
            if (b == '\n') {
                text.append('\n');
                line = 0;
                continue;
            }
            boolean plain = (b > ' ' && b <= '~' && b != '=') || ((b == ' ' || b == '\t') && !atEnd);
            var one = plain ? Character.toString((char) b) : "=%02X".formatted(b);
            if (line + one.length() > LINE - 1) {
                text.append("=\n");
                line = 0;
            }
            text.append(one);
            line += one.length();
        }
        return text.toString();
    }

    static byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream();
        var raw = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '=') {
                bytes.write(raw[i]);
            } else if (i + 1 < raw.length && raw[i + 1] == '\n') {
                i++;
            } else if (i + 2 < raw.length) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                throw new NumberFormatException("a quoted byte is cut off");
            }
        }
        return bytes.toByteArray();
    }
}
