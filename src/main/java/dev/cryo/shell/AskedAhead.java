package dev.cryo.shell;

import dev.cryo.catalog.Catalog;
import dev.cryo.verb.Parameter;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Asks for what a line will want to complete while it is typed: once its verb stands there, and not sooner, so that neither
 * a prompt that nobody types at nor a line of Groovy wakes engine or store.
 *
 * @param kinds whether a line is a command
 * @param expect told the types that may be completed next
 */
record AskedAhead(Catalog catalog, Function<String, LineKind> kinds, Consumer<Class<?>> expect) {

    /** A line as it stands after a key. */
    void typed(String line) {
        if (kinds.apply(line) instanceof LineKind.Command(var text)) {
            var words = Words.split(text).list();
            Stream.of(1, 2)
                    .filter(count -> count <= words.size())
                    .flatMap(count -> catalog.find(String.join(" ", words.subList(0, count))).stream())
                    .forEach(entry -> entry.shape().arguments().stream()
                            .map(Parameter::type)
                            .distinct()
                            .forEach(expect));
        }
    }
}
