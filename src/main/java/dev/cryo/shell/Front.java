package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Toolbox;
import dev.cryo.catalog.Version;
import dev.cryo.verb.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Function;

/** The program without its process: a command line in, an exit status out. */
final class Front {

    private final Streams streams;
    private final Function<Settings, Toolbox> toolboxes;

    Front(Streams streams, Function<Settings, Toolbox> toolboxes) {
        this.streams = streams;
        this.toolboxes = toolboxes;
    }

    /** Does what {@code args} say; failures are printed, and are the status. */
    int run(List<String> args, Interruption interruption) {
        var verbose = args.contains("-v") || args.contains("--verbose");
        try {
            return dispatch(Invocation.of(args), interruption);
        } catch (Problem problem) {
            streams.err().print(ProblemText.of(problem));
            if (verbose && problem.getCause() != null) {
                streams.err().print(trace(problem.getCause()));
            }
            return problem.kind().exitStatus();
        } catch (Streams.ClosedPipe e) {
            return 0;
        } catch (RuntimeException e) {
            streams.err().print(ProblemText.of(defect(e)));
            streams.err().print(trace(e));
            return Problem.Kind.FAILED.exitStatus();
        } finally {
            streams.out().flush();
            streams.err().flush();
        }
    }

    private int dispatch(Invocation invocation, Interruption interruption) {
        return switch (invocation.task()) {
            case Invocation.Task.Version ignored -> version(invocation);
            case Invocation.Task.Command(var words) when words.equals(List.of("version")) -> version(invocation);
            case Invocation.Task.Help ignored -> command(invocation, List.of("help"), interruption);
            case Invocation.Task.Command(var words) -> command(invocation, words, interruption);
            case Invocation.Task.Script ignored -> throw Problem.usage("scripts are not there yet");
            case Invocation.Task.Expression ignored -> throw Problem.usage("-e is not there yet");
            case Invocation.Task.Input ignored -> throw Problem.usage("the prompt is not there yet");
        };
    }

    /** Answered before anything else is loaded: it is what people time. */
    private int version(Invocation invocation) {
        var printer = invocation.json()
                ? new JsonPrinter(streams)
                : new TextPrinter(streams, java.time.ZoneOffset.UTC, false);
        printer.result(Version.About.here(), null);
        return 0;
    }

    private int command(Invocation invocation, List<String> words, Interruption interruption) {
        try (var toolbox = toolboxes.apply(invocation.settings())) {
            new CommandRun(invocation, streams, toolbox).run(words, interruption);
            return 0;
        }
    }

    static Problem defect(RuntimeException e) {
        return Problem.failed("a defect in Cryo itself: " + e)
                .remedy("report it with the lines below")
                .cause(e);
    }

    private static String trace(Throwable e) {
        var text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return Escaped.block(text.toString());
    }
}
