package dev.cryo.shell;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Toolbox;
import dev.cryo.verb.Condition;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The commands of a session: performed at once, in the background, or looked at only. */
final class Commands {

    private final Invocation invocation;
    private final Streams streams;
    private final Toolbox toolbox;
    private final Catalog catalog;
    private final Standing standing;
    private final Jobs jobs;
    private final Interruption interruption;
    private final CommandRun here;
    private final BiFunction<Streams, Interruption, Session> sessions;

    /**
     * The commands of one session.
     *
     * @param catalog the toolbox's, and the session's own
     * @param groovy what compiles the conditions of commands that are performed at once
     * @param sessions makes others for commands in the background, which have Groovy and an end of their own
     */
    Commands(
            Invocation invocation, Streams streams, Toolbox toolbox, Catalog catalog, Standing standing, Jobs jobs,
            LateGroovy groovy, Interruption interruption, BiFunction<Streams, Interruption, Session> sessions) {
        this.invocation = invocation;
        this.streams = streams;
        this.toolbox = toolbox;
        this.catalog = catalog;
        this.standing = standing;
        this.jobs = jobs;
        this.interruption = interruption;
        this.sessions = sessions;
        // What is compiled is compiled when it comes: most commands need no Groovy.
        var types = toolbox.types().with(Condition.class, "GROOVY", groovy::condition);
        this.here = new CommandRun(invocation, streams, catalog, types);
    }

    /**
     * Performs one, or begins it when it ends with {@code &}.
     *
     * @return the exit status of the process that it ran, else 0
     */
    int perform(String line) {
        var words = Words.of(foreground(line));
        if (words.isEmpty()) {
            return 0;
        }
        if (goesToBackground(line)) {
            begin(words, foreground(line).strip());
            return 0;
        }
        return here.run(words, standing.focus(), interruption);
    }

    /** Performs one for somebody who watches it in another way. */
    int run(List<String> words, Focus focus, Function<Printer, ShowingWatch> watches) {
        return here.run(words, focus, watches);
    }

    /**
     * Performs the only command of a process.
     *
     * @throws Problem also for one that would mean nothing there
     */
    int once(List<String> words) {
        var shape = catalog.match(words).entry().shape();
        boolean alone = shape.name().equals("tour"); // All of it can be performed without other lines.
        if (shape.group() == Usage.Group.PROMPT && !alone && !words.contains("--help")) {
            throw Problem.usage("'" + shape.name() + "' means something only where other lines follow")
                    .remedy("type it at the prompt of 'cryo'; 'help " + shape.name() + "' explains it");
        }
        return here.run(words, standing.focus(), interruption);
    }

    /**
     * Reads one without performing it.
     *
     * @throws Problem of kind USAGE when that cannot be done
     */
    void read(String line) {
        var words = Words.of(foreground(line));
        if (!words.isEmpty()) {
            var match = catalog.match(words);
            var _ = VerbLine.read(match.entry().shape(), match.rest(), standing.focus());
        }
    }

    /** Whether a command is about the session itself: it would mean nothing in a script of it. */
    boolean isAboutSession(String line) {
        var words = Words.of(foreground(line));
        if (words.isEmpty()) {
            return true;
        }
        var shape = catalog.match(words).entry().shape();
        return shape.group() == Usage.Group.PROMPT && !shape.name().equals("use");
    }

    /** What a command prints on this terminal, or how it fails. */
    String rendered(List<String> words) {
        var text = new ByteArrayOutputStream();
        try (var out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
            var window = Window.endless();
            window.follow(streams.window()::columns, streams.window()::rows);
            if (streams.window().isDumb()) {
                window.dumb();
            }
            var picture = new Streams(streams.in(), out, out, false, streams.outIsTerminal(), false, window);
            try {
                new CommandRun(invocation, picture, catalog, toolbox.types()).run(words, standing.focus(), interruption);
            } catch (Problem problem) {
                out.print(ProblemText.of(problem, false));
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private void begin(List<String> command, String line) {
        if (catalog.match(command).entry().shape().group() == Usage.Group.PROMPT) {
            throw Problem.usage("'" + command.getFirst() + "' is about the prompt and cannot go to the background");
        }
        var focus = standing.focus();
        // Groovy of its own: that of the prompt is interrupted with the prompt's lines.
        jobs.start(line, (its, on, above) -> sessions.apply(on, its.interruption())
                .run(command, focus, printer -> new JobWatch(its, printer, above)));
    }

    private static boolean goesToBackground(String line) {
        var words = Words.split(line).words();
        return !words.isEmpty() && words.getLast().equals(new Words.Word("&", line.length() - 1, line.length()));
    }

    private static String foreground(String line) {
        return goesToBackground(line) ? line.substring(0, line.length() - 1) : line;
    }
}
