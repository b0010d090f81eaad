package dev.cryo.forensics;

import dev.cryo.criu.Bytes;
import dev.cryo.criu.Needle;
import dev.cryo.verb.Problem;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a user wants to find, as words: {@code /expression/}, {@code hex:4d ?? 5a}, a number, or text. */
final class Sought {

    private Sought() {}

    /**
     * The needle that the words mean.
     *
     * @param utf16 texts as UTF-16 (little-endian), as Windows, Java and JavaScript keep them
     * @param number the words are a whole number
     * @throws Problem of kind USAGE when they mean nothing
     */
    static Needle of(String words, boolean utf16, boolean number) {
        if (number) {
            return number(words);
        }
        if (words.startsWith("hex:")) {
            return hex(words.substring("hex:".length()));
        }
        if (words.length() > 2 && words.startsWith("/") && words.endsWith("/")) {
            return expression(words.substring(1, words.length() - 1));
        }
        return Needle.bytes(Bytes.of(words.getBytes(utf16 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8)));
    }

    private static Needle expression(String text) {
        try {
            return Needle.expression(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw Problem.usage("'" + text + "' is not a regular expression: " + e.getDescription()).cause(e);
        }
    }

    private static Needle hex(String text) {
        var digits = text.replaceAll("\\s+", "");
        if (!digits.matches("(?:[0-9a-fA-F]{2}|\\?\\?)+") || digits.matches("[?]+")) {
            throw Problem.usage("'" + text + "' is no row of bytes")
                    .remedy("write two hexadecimal digits for each, or ?? for any: hex:4d 5a ?? 00");
        }
        if (digits.indexOf('?') < 0) {
            return Needle.bytes(Bytes.of(HexFormat.of().parseHex(digits)));
        }
        var expression = new StringBuilder("(?s)");
        for (int i = 0; i < digits.length(); i += 2) {
            var pair = digits.substring(i, i + 2);
            expression.append(pair.equals("??") ? "." : "\\x" + pair);
        }
        return Needle.expression(Pattern.compile(expression.toString()));
    }

    /** As four bytes, or as eight where it needs them; the four are also the lower half of eight. */
    private static Needle number(String text) {
        if (!text.matches("-?\\d{1,20}|0x[0-9a-fA-F]{1,16}")) {
            throw Problem.usage("'" + text + "' is not a whole number");
        }
        var value = text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
        if (value.bitLength() > 64) {
            throw Problem.usage("'" + text + "' is too big a number");
        }
        boolean small = value.bitLength() <= 32 && value.compareTo(BigInteger.valueOf(Integer.MIN_VALUE)) >= 0;
        var bytes = new byte[small ? 4 : 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return Needle.bytes(Bytes.of(bytes));
    }
}
