package dev.cryo.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Lines that came together, a pasted block or a file, as the inputs that they are. */
final class Inputs {

    /** What belongs to the line before it, although that one could end there. */
    private static final Pattern GOES_ON = Pattern.compile("\\s*(?:(?:else|catch|finally)\\b|\\?*\\.\\s*[\\w&@]|&&|\\|\\|).*");

    private Inputs() {}

    /**
     * The inputs in their order; only the last can be open.
     *
     * @param isOpen whether an input goes on on the next line
     */
    static List<String> of(String text, Predicate<String> isOpen) {
        var inputs = new ArrayList<String>();
        var input = new StringBuilder();
        for (var line : text.lines().toList()) {
            boolean more = !input.isEmpty() && (GOES_ON.matcher(line).matches() || isOpen.test(input.toString()));
            if (!input.isEmpty() && !more) {
                inputs.add(input.toString());
                input.setLength(0);
            }
            input.append(more ? "\n" : "").append(line);
        }
        if (!input.isEmpty()) {
            inputs.add(input.toString());
        }
        return inputs.stream().filter(each -> !each.isBlank()).toList();
    }
}
