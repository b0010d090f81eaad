package dev.cryo.verb;

import java.util.regex.Pattern;

/** The engine's full id of a container: 64 hexadecimal digits. */
public record ContainerId(String text) implements Brief {

    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

    public ContainerId {
        if (!DIGITS.matcher(text).matches()) {
            throw Problem.failed("'" + text + "' is not the id of a container")
                    .evidence("an id is 64 hexadecimal digits");
        }
    }

    /** The first twelve digits, as engines print them. */
    @Override
    public String brief() {
        return text.substring(0, 12);
    }

    @Override
    public String toString() {
        return text;
    }
}
