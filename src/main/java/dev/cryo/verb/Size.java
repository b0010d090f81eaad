package dev.cryo.verb;

import java.util.Locale;
import java.util.regex.Pattern;

/** A number of bytes. */
public record Size(long bytes) implements Comparable<Size> {

    private static final Pattern TYPED = Pattern.compile("(\\d{1,12})\\s*([kKmMgGtT]?)i?[bB]?");
    private static final String UNITS = "kMGT";

    public Size {
        if (bytes < 0) {
            throw new IllegalArgumentException("a negative size: " + bytes);
        }
    }

    /** Reads {@code 64m}, {@code 1GB}, {@code 4096}; the units are powers of 1024, as docker reads them. */
    public static Size of(String text) {
        var typed = TYPED.matcher(text.strip());
        if (!typed.matches()) {
            throw Problem.usage("'" + text + "' is not a size").remedy("write 64m, 1g or a number of bytes");
        }
        var unit = typed.group(2).toUpperCase(Locale.ROOT);
        var shift = unit.isEmpty() ? 0 : 10 * (1 + "KMGT".indexOf(unit));
        return new Size(Math.multiplyExact(Long.parseLong(typed.group(1)), 1L << shift));
    }

    @Override
    public int compareTo(Size other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Three digits and a decimal unit, as the docker client prints sizes: {@code 240MB}. */
    @Override
    public String toString() {
        if (bytes < 1000) {
            return bytes + "B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.5 && unit < UNITS.length() - 1) {
            value /= 1000;
            unit++;
        }
        var digits = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, digits, value) + UNITS.charAt(unit) + "B";
    }
}
