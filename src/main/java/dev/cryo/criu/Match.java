package dev.cryo.criu;

import java.util.Optional;

/**
 * A needle found in memory.
 *
 * @param command of the process; hostile
 * @param address of the first byte
 * @param mapping where that lies
 * @param text the bytes with some around them, in printable ASCII: the others as {@code \n}, {@code \t} or {@code \xNN}
 * @param bytes those that match; of a long match the first 64 KiB
 */
public record Match(int pid, String command, long address, Optional<Mapping> mapping, String text, Bytes bytes) {

    /** One line: process, address, and the match with what stands around it. */
    @Override
    public String toString() {
        return pid + " " + command + " 0x" + Long.toHexString(address) + "  " + text;
    }

    /** Memory as printable ASCII, safe for every display; a backslash is doubled. */
    public static String printable(String latin1) {
        var text = new StringBuilder(latin1.length());
        for (int i = 0; i < latin1.length(); i++) {
            char c = latin1.charAt(i);
            switch (c) {
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (c >= ' ' && c <= '~') {
                        text.append(c);
                    } else {
                        // format() takes longer than the search.
                        text.append("\\x").append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
                    }
                }
            }
        }
        return text.toString();
    }
}
