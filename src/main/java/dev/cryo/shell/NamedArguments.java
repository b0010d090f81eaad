package dev.cryo.shell;

import dev.cryo.catalog.Candidate;
import dev.cryo.catalog.Catalog;
import dev.cryo.verb.VerbShape;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Completes the named arguments of a verb's method: {@code web.checkpoint(lab}. Knows Groovy by its brackets only. */
final class NamedArguments {

    private static final Pattern METHOD = Pattern.compile("([a-z][A-Za-z]*)\\s*$");
    private static final Pattern AT_NAME = Pattern.compile("(?s).*[(,]\\s*$");

    private NamedArguments() {}

    /** @param before what stands in front of the word at the cursor */
    static List<Candidate> candidates(Catalog catalog, String before) {
        return AT_NAME.matcher(before).matches()
                ? method(before)
                        .flatMap(method -> shape(catalog, method))
                        .map(shape -> of(shape, before))
                        .orElse(List.of())
                : List.of();
    }

    private static List<Candidate> of(VerbShape shape, String before) {
        return shape.options().stream()
                .map(option -> new Candidate(option.name() + ":", option.help()))
                .filter(candidate -> !before.contains(candidate.value()))
                .toList();
    }

    /** The name in front of the bracket that is open at the end of the text. */
    private static Optional<String> method(String text) {
        int depth = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            switch (text.charAt(i)) {
                case ')', ']', '}' -> depth++;
                case '[', '{' -> depth--;
                case '(' -> {
                    if (depth == 0) {
                        var name = METHOD.matcher(text.substring(0, i));
                        return name.find() ? Optional.of(name.group(1)) : Optional.empty();
                    }
                    depth--;
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private static Optional<VerbShape> shape(Catalog catalog, String method) {
        return catalog.entries().stream()
                .map(entry -> entry.shape())
                .filter(shape -> VerbShape.methodName(shape.name()).equals(method))
                .findFirst();
    }
}
