package dev.cryo.script;

import dev.cryo.verb.Size;
import java.math.BigDecimal;

/** Sizes in Groovy, in powers of 1024 as docker reads them: {@code 100.mb}, {@code 1.5.gb}. Groovy finds it by name. */
public final class SizeExtension {

    private SizeExtension() {}

    public static Size getKb(Number number) {
        return shifted(number, 10);
    }

    public static Size getMb(Number number) {
        return shifted(number, 20);
    }

    public static Size getGb(Number number) {
        return shifted(number, 30);
    }

    private static Size shifted(Number number, int bits) {
        var exact = number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
        return new Size(exact.multiply(BigDecimal.valueOf(1L << bits)).longValueExact());
    }
}
