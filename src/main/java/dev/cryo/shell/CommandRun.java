package dev.cryo.shell;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Entry;
import dev.cryo.catalog.HelpPage;
import dev.cryo.catalog.Interruption;
import dev.cryo.verb.Binder;
import dev.cryo.verb.Problem;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs commands: one of the program's command line, or one after the other at a prompt. */
final class CommandRun {

    private final Invocation invocation;
    private final Streams streams;
    private final Catalog catalog;
    private final ValueTypes types;

    /** @param types with those that must be compiled */
    CommandRun(Invocation invocation, Streams streams, Catalog catalog, ValueTypes types) {
        this.invocation = invocation;
        this.streams = streams;
        this.catalog = catalog;
        this.types = types;
    }

    /**
     * Runs the command that {@code words} say, and prints what it gives.
     *
     * @param words at least one
     * @param focus what they mean where they name no container
     * @return the exit status of the process that the verb ran, 0 for verbs that run none
     * @throws Problem as the verb threw it, or of kind USAGE when the words are wrong
     */
    int run(List<String> words, Focus focus, Interruption interruption) {
        return run(words, focus, printer -> new FaceWatch(streams, printer, invocation.voice(), interruption));
    }

    /** @param watches makes what watches the verb, over the printer of its results */
    int run(List<String> words, Focus focus, Function<Printer, ShowingWatch> watches) {
        var match = catalog.match(words);
        var shape = match.entry().shape();
        var line = VerbLine.read(shape, match.rest(), focus);
        var printer = Printer.on(streams, invocation, invocation.json() || line.json());
        if (line.help()) {
            printer.result(new Verb.Text(HelpPage.of(shape)), null);
            return 0;
        }
        var watch = watches.apply(printer);
        try {
            var binder = new Binder(types, Binder.Spelling.COMMAND_LINE);
            var result = match.entry().call(binder, line.given(), watch);
            watch.clear();
            printer.result(result, rowType(match.entry()));
            return result instanceof Watch.Shown shown ? shown.status() : 0;
        } finally {
            watch.clear();
        }
    }

    /** What the list that a verb returns holds, as its class declares; null when it returns none. */
    static @Nullable Class<?> rowType(Entry<?, ?> entry) {
        return Arrays.stream(entry.verb().getClass().getGenericInterfaces())
                .filter(ParameterizedType.class::isInstance)
                .map(ParameterizedType.class::cast)
                .filter(type -> type.getRawType() == Verb.class)
                .map(type -> type.getActualTypeArguments()[1])
                .filter(ParameterizedType.class::isInstance)
                .map(type -> ((ParameterizedType) type).getActualTypeArguments()[0])
                .filter(Class.class::isInstance)
                .map(type -> (Class<?>) type)
                .findFirst()
                .orElse(null);
    }
}
