package dev.cryo.keeping;

import java.util.List;
import java.util.stream.Collectors;

/** Numbers as a row of bars. */
final class Sparkline {

    private static final String BARS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /**
     * @param values none negative
     * @param full the value of a full bar
     */
    static String of(List<Long> values, long full) {
        return values.stream()
                .map(value -> full == 0 ? 0 : (int) Math.min(7, value * 8 / Math.max(1, full)))
                .map(bar -> BARS.substring(bar, bar + 1))
                .collect(Collectors.joining());
    }
}
