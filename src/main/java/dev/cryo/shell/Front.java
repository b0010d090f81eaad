package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Toolbox;
import dev.cryo.catalog.VersionVerb;
import dev.cryo.script.ScriptExit;
import dev.cryo.script.ScriptSource;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** The program without its process: a command line in, an exit status out. */
final class Front {

    private final Streams streams;
    private final Function<Settings, Toolbox> toolboxes;
    private final Runnable abandon;
    private final Prompt.Terminals terminals;
    private final Supplier<Settings> user;

    /** @param abandon ends the process at once, for a user who does not want to wait */
    Front(Streams streams, Function<Settings, Toolbox> toolboxes, Runnable abandon) {
        this(streams, toolboxes, abandon, Prompt.Terminals.OWN);
    }

    /** @param terminals where a prompt would stand */
    Front(Streams streams, Function<Settings, Toolbox> toolboxes, Runnable abandon, Prompt.Terminals terminals) {
        this(streams, toolboxes, abandon, terminals, () -> Settings.NONE);
    }

    /** @param user what was said once for all command lines */
    Front(
            Streams streams, Function<Settings, Toolbox> toolboxes, Runnable abandon, Prompt.Terminals terminals,
            Supplier<Settings> user) {
        this.streams = streams;
        this.toolboxes = toolboxes;
        this.abandon = abandon;
        this.terminals = terminals;
        this.user = user;
    }

    /** Does what {@code args} say; failures are printed, and are the status. */
    int run(List<String> args, Interruption interruption) {
        var verbose = args.contains("-v") || args.contains("--verbose");
        try {
            try {
                return dispatch(Invocation.of(args), interruption);
            } finally {
                streams.flushOut();
            }
        } catch (Streams.ClosedPipe e) {
            return 0;
        } catch (RuntimeException e) {
            var problem = e instanceof Problem known ? known : defect(e);
            streams.err().print(ProblemText.of(problem, verbose));
            return problem.kind().exitStatus();
        }
    }

    private int dispatch(Invocation invocation, Interruption interruption) {
        return switch (invocation.task()) {
            case Invocation.Task.Version ignored -> version(invocation);
            case Invocation.Task.Command(var words) when words.equals(List.of("version")) -> version(invocation);
            case Invocation.Task.Help ignored ->
                session(invocation, interruption, session -> session.once(List.of("help")));
            case Invocation.Task.Command(var words) ->
                session(invocation, interruption, session -> session.once(words));
            case Invocation.Task.Script(var file, var rest) ->
                session(invocation, interruption, session -> session.run(read(file), rest));
            case Invocation.Task.Lines(var file) ->
                session(invocation, interruption, session -> session.performFile(file));
            case Invocation.Task.Expression(var source, var rest) ->
                session(invocation, interruption, session -> session.evaluate(new ScriptSource("-e", source), rest));
            case Invocation.Task.Input ignored when streams.inIsTerminal() && streams.outIsTerminal() ->
                session(invocation, interruption, session -> new Prompt(session, streams, interruption, abandon, terminals).run());
            case Invocation.Task.Input ignored ->
                session(invocation, interruption, session -> Input.perform(session, "stdin", streams.in(), interruption));
        };
    }

    /** Answered before anything else is loaded: it is what people time. */
    private int version(Invocation invocation) {
        var printer = invocation.json()
                ? new JsonPrinter(streams)
                : new TextPrinter(streams, ZoneOffset.UTC, false);
        printer.result(VersionVerb.About.here(), null);
        return 0;
    }

    private int session(Invocation said, Interruption interruption, ToIntFunction<Session> work) {
        var invocation = said.over(user.get());
        if (!invocation.settings().pager()) {
            streams.window().neverPage();
        }
        try (var toolbox = toolboxes.apply(invocation.settings())) {
            return work.applyAsInt(new Session(invocation, streams, toolbox, interruption));
        } catch (ScriptExit exit) {
            return exit.status();
        }
    }

    private static ScriptSource read(Path file) {
        try {
            return new ScriptSource(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Why a script that was named cannot be run. */
    static Problem unreadable(Path file, IOException e) {
        return e instanceof NoSuchFileException
                ? Problem.usage("there is no script '" + file + "'").cause(e)
                : Problem.usage("the script '" + file + "' cannot be read: " + e.getMessage()).cause(e);
    }

    /** What nobody foresaw, with where it happened. */
    static Problem defect(RuntimeException e) {
        return Problem.failed("a defect in Cryo itself: " + e)
                .evidence(Arrays.stream(e.getStackTrace()).limit(12).map(frame -> "at " + frame).toList())
                .remedy("report it with these lines")
                .cause(e);
    }
}
