package dev.cryo.verb;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** How a duration is typed and shown: {@code 2s}, {@code 500ms}, {@code 1m30s}; {@code 0.35 s}. */
public final class DurationWords {

    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|us|s|m|h|d)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

    private DurationWords() {}

    /**
     * Reads a duration as typed; a unit is needed, so that nobody has to guess what {@code 5} means.
     *
     * @throws Problem of kind USAGE
     */
    public static Duration read(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw Problem.usage("'" + text + "' is not a duration").remedy("write 500ms, 2s, 1m30s or 1h");
        }
        var sum = Duration.ZERO;
        for (var part = PART.matcher(text); part.find(); ) {
            var nanos = new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosPer(part.group(2))));
            var seconds = nanos.divideToIntegralValue(BigDecimal.valueOf(1_000_000_000));
            sum = sum.plusSeconds(seconds.longValue())
                    .plusNanos(nanos.remainder(BigDecimal.valueOf(1_000_000_000)).longValue());
        }
        return sum;
    }

    private static long nanosPer(String unit) {
        return switch (unit) {
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 86_400_000_000_000L;
        };
    }

    /** For people: three digits below a minute ({@code 0.35 s}, {@code 12.3 s}), whole units above ({@code 1m30s}). */
    public static String show(Duration duration) {
        if (duration.isNegative()) {
            return "-" + show(duration.negated());
        }
        double seconds = duration.toNanos() / 1e9;
        if (seconds < 0.01) {
            return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
        }
        if (seconds < 59.95) {
            return String.format(Locale.ROOT, seconds < 9.995 ? "%.2f s" : "%.1f s", seconds);
        }
        var rounded = Duration.ofSeconds(Math.round(seconds));
        if (rounded.toDays() > 0) {
            return rounded.toDays() + "d" + rounded.toHoursPart() + "h";
        }
        if (rounded.toHours() > 0) {
            return rounded.toHours() + "h" + rounded.toMinutesPart() + "m";
        }
        return rounded.toMinutes() + "m" + rounded.toSecondsPart() + "s";
    }
}
