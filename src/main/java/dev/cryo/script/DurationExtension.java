package dev.cryo.script;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations in Groovy: {@code 2.seconds}, {@code 500.milliseconds}, {@code 1.5.minutes}. Groovy finds it by name. */
public final class DurationExtension {

    private static final long SECOND = 1_000_000_000L;

    private DurationExtension() {}

    public static Duration getMilliseconds(Number number) {
        return times(number, SECOND / 1000);
    }

    public static Duration getMillisecond(Number number) {
        return getMilliseconds(number);
    }

    public static Duration getSeconds(Number number) {
        return times(number, SECOND);
    }

    public static Duration getSecond(Number number) {
        return getSeconds(number);
    }

    public static Duration getMinutes(Number number) {
        return times(number, 60 * SECOND);
    }

    public static Duration getMinute(Number number) {
        return getMinutes(number);
    }

    public static Duration getHours(Number number) {
        return times(number, 3600 * SECOND);
    }

    public static Duration getHour(Number number) {
        return getHours(number);
    }

    private static Duration times(Number number, long nanos) {
        return Duration.ofNanos(new BigDecimal(number.toString())
                .multiply(BigDecimal.valueOf(nanos))
                .longValue());
    }
}
