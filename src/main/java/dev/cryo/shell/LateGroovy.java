package dev.cryo.shell;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Toolbox;
import dev.cryo.script.GroovySession;
import dev.cryo.script.ScriptSource;
import dev.cryo.script.VerbCall;
import dev.cryo.verb.Condition;
import dev.cryo.verb.Problem;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SequencedCollection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Groovy, loaded when its first line comes: a prompt stands sooner without it, and a command needs none. */
final class LateGroovy {

    private final Streams streams;
    private final Toolbox toolbox;
    private final Supplier<Catalog> verbs;
    private final Interruption interruption;
    private final FaceWatch watch;
    private @Nullable GroovySession loaded;

    /** @param verbs what scripts may call */
    LateGroovy(
            Invocation invocation, Streams streams, Toolbox toolbox, Supplier<Catalog> verbs, Interruption interruption) {
        this.streams = streams;
        this.toolbox = toolbox;
        this.verbs = verbs;
        this.interruption = interruption;
        this.watch = new FaceWatch(
                streams,
                new ScriptPrinter(Printer.on(streams, invocation, invocation.json())),
                invocation.voice(),
                interruption);
    }

    private GroovySession session() {
        if (loaded == null) {
            loaded = alone(
                    streams.outIsTerminal()
                            ? new PrintStream(new HarmlessStream(streams.out()), true, StandardCharsets.UTF_8)
                            : streams.out());
        }
        return loaded;
    }

    /** Groovy that knows nothing of earlier lines. */
    GroovySession alone(PrintStream out) {
        var subjects = toolbox.subjects();
        return new GroovySession(
                new VerbCall(verbs.get(), subjects, toolbox.types(), watch, interruption), subjects, interruption, out);
    }

    /** Whether a line has left a variable or method of that name behind; not loaded to tell that there is none. */
    boolean has(String name) {
        return loaded != null && loaded.has(name);
    }

    /** The names that lines have left behind; not loaded to tell that there are none. */
    SequencedCollection<String> names() {
        return loaded == null ? List.of("containers") : loaded.names();
    }

    /** What may follow a variable and a dot. */
    SequencedCollection<String> members(String variable) {
        return has(variable) ? session().members(variable) : List.of();
    }

    /** As {@link GroovySession#condition}. */
    Condition condition(String text) {
        return session().condition(text);
    }

    /** Makes {@code args} known to what is evaluated next. */
    void arguments(List<String> args) {
        session().arguments(args);
    }

    /**
     * Runs a whole script.
     *
     * @throws Problem for whatever it throws
     */
    void run(ScriptSource source, List<String> args) {
        try {
            session().run(source, args);
        } finally {
            watch.clear();
        }
    }

    /**
     * Evaluates one input.
     *
     * @return its value, or null when it has none
     * @throws Problem for whatever it throws
     */
    @Nullable Object evaluate(ScriptSource source) {
        try {
            return session().evaluate(source);
        } finally {
            watch.clear();
        }
    }
}
