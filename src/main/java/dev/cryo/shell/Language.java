package dev.cryo.shell;

import dev.cryo.catalog.Catalog;
import dev.cryo.script.OpenInput;
import java.util.List;
import java.util.function.Predicate;

/**
 * What lines are, and where an input ends: commands and Groovy in any order. Nothing is performed to tell it, and Groovy is
 * not loaded.
 *
 * @param isVariable whether Groovy has a variable of a name
 */
record Language(Catalog catalog, Predicate<String> isVariable) {

    LineKind kind(String text) {
        return LineKind.of(text, isVariable, catalog::begins);
    }

    /** Whether the input goes on on the next line. */
    boolean isOpen(String text) {
        return switch (kind(text)) {
            case LineKind.Nothing ignored -> false;
            case LineKind.Outside ignored -> false;
            case LineKind.Command(var line) -> Words.split(line).open();
            case LineKind.Groovy(var source) -> OpenInput.isOpen(source);
        };
    }

    /** The inputs that several lines are. */
    List<String> inputs(String text) {
        return Inputs.of(text, this::isOpen);
    }

    /** Whether the last of several lines that come together goes on: then none of them is performed yet. */
    boolean isOpenBlock(String text) {
        var inputs = inputs(text);
        // An empty line at the end tells that no more comes.
        return !inputs.isEmpty() && isOpen(inputs.getLast() + (text.endsWith("\n") ? "\n" : ""));
    }
}
