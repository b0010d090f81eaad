package dev.cryo.verb;

import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.random.RandomGenerator;

/** The id of a checkpoint: 16 random hexadecimal digits. */
public record CheckpointId(String text) implements Brief {

    // Lists read thousands of them.
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{16}");

    public CheckpointId {
        if (!DIGITS.matcher(text).matches()) {
            throw Problem.failed("'" + text + "' is not the id of a checkpoint")
                    .evidence("an id is 16 hexadecimal digits");
        }
    }

    /** A new one. */
    public static CheckpointId random(RandomGenerator random) {
        return new CheckpointId(HexFormat.of().toHexDigits(random.nextLong()));
    }

    /** The first eight digits, for tables. */
    @Override
    public String brief() {
        return text.substring(0, 8);
    }

    @Override
    public String toString() {
        return text;
    }
}
