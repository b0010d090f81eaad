package dev.cryo.shell;

import java.util.HexFormat;

/** Bytes in lines of sixteen: where they stand, what they are, and as letters. */
final class Hexdump {

    private static final int LINE = 16;
    private static final int MOST = 64 << 10;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private Hexdump() {}

    /** Of very many bytes the first. */
    static String of(byte[] bytes) {
        var text = new StringBuilder();
        int shown = Math.min(bytes.length, MOST);
        for (int at = 0; at < shown; at += LINE) {
            int end = Math.min(at + LINE, shown);
            text.append(String.format("%08x  %-47s  ", at, HEX.formatHex(bytes, at, end)));
            for (int i = at; i < end; i++) {
                text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
            }
            text.append('\n');
        }
        if (shown < bytes.length) {
            text.append("and ").append(bytes.length - shown).append(" more bytes\n");
        }
        return bytes.length == 0 ? "no bytes\n" : text.toString();
    }
}
