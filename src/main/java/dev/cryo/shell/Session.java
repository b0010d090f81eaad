package dev.cryo.shell;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Completions;
import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Toolbox;
import dev.cryo.script.CryoScript;
import dev.cryo.script.GroovySession;
import dev.cryo.script.OpenInput;
import dev.cryo.script.Plugins;
import dev.cryo.script.ScriptSource;
import dev.cryo.script.VerbCall;
import dev.cryo.verb.Condition;
import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The prompt's language: commands and Groovy, one input after the other. Reads nothing itself. */
final class Session {

    private static final Set<String> LEAVING = Set.of("exit", "quit");

    private final Invocation invocation;
    private final Streams streams;
    private final Toolbox toolbox;
    private final Catalog catalog;
    private final Plugins plugins;
    private final Standing standing;
    private final Transcript transcript = new Transcript();
    private final SystemShell system;
    private final Jobs jobs;
    private final Interruption interruption;
    private final CommandRun commands;
    private final FaceWatch watch;
    private final RememberedCompletions completions;
    private final Tour tour;
    private @Nullable GroovySession groovy;
    private int inputs;

    Session(Invocation invocation, Streams streams, Toolbox toolbox, Interruption interruption) {
        this.invocation = invocation;
        this.streams = streams;
        this.toolbox = toolbox;
        this.interruption = interruption;
        this.completions = new RememberedCompletions(toolbox.completions());
        this.standing = new Standing(toolbox.subjects());
        this.system = new SystemShell(streams.inIsTerminal(), invocation.settings().editor());
        this.jobs = new Jobs(streams.window());
        this.tour = new Tour(
                this, () -> new Session(invocation, streams.silent(), toolbox, interruption), streams, toolbox.subjects(), interruption,
                HistoryFile.place(System.getenv(), Path.of(System.getProperty("user.home"))).resolveSibling("tour"));
        var builtIn = toolbox.catalog().with(List.of(
                new CompletionVerb(toolbox, this::catalog),
                new UseVerb(standing),
                new WatchVerb(this::rendered, streams),
                new EditVerb(this, system),
                new LoadVerb(this),
                new SaveVerb(transcript),
                new JobsVerb(jobs),
                new CancelVerb(jobs),
                new TourVerb(tour)));
        this.plugins = toolbox.ownVerbs()
                .map(folder -> Plugins.in(folder, builtIn, (source, words, out) -> groovy(out).run(source, words)))
                .orElse(Plugins.NONE);
        this.catalog = builtIn.with(plugins.verbs()).refusing(plugins.refused());
        // What is compiled is compiled when it comes: most commands need no Groovy.
        var types = toolbox.types().with(Condition.class, "GROOVY", text -> groovy().condition(text));
        this.commands = new CommandRun(invocation, streams, catalog, types);
        this.watch = new FaceWatch(
                streams, new ScriptPrinter(commands.printer(invocation.json())), invocation.voice(), interruption);
    }

    /** The verbs, and those that only a session has. */
    Catalog catalog() {
        return catalog;
    }

    /** The container in use and where it stands; empty when none is. */
    Optional<String> place() {
        return standing.place();
    }

    Completions completions() {
        return completions;
    }

    /** The names that lines have left behind; Groovy is not loaded to tell that there are none. */
    SequencedCollection<String> names() {
        return groovy == null ? List.of("containers") : groovy.names();
    }

    /** What may follow a variable and a dot. */
    SequencedCollection<String> members(String variable) {
        return declared(variable) ? groovy().members(variable) : List.of();
    }

    /** Whether what is shown may be coloured. */
    boolean color() {
        return invocation.color();
    }

    /** Made when the first line of Groovy comes: a prompt stands sooner without it, and a command needs none. */
    GroovySession groovy() {
        if (groovy == null) {
            groovy = groovy(
                    streams.outIsTerminal()
                            ? new PrintStream(new HarmlessStream(streams.out()), true, StandardCharsets.UTF_8)
                            : streams.out());
        }
        return groovy;
    }

    /** Groovy that knows nothing of earlier lines. */
    private GroovySession groovy(PrintStream out) {
        var subjects = toolbox.subjects();
        var verbs = toolbox.catalog().with(plugins.verbs());
        return new GroovySession(
                new VerbCall(verbs, subjects, toolbox.types(), watch, interruption), subjects, interruption, out);
    }

    /** Whether a line has left a variable or method of that name behind. */
    private boolean declared(String name) {
        return groovy != null && groovy.has(name);
    }

    LineKind kind(String text) {
        return LineKind.of(text, this::declared, catalog::begins);
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

    /** Whether the last of several lines that come together goes on: then none of them is performed yet. */
    boolean isOpenBlock(String text) {
        var inputs = Inputs.of(text, this::isOpen);
        // An empty line at the end tells that no more comes.
        return !inputs.isEmpty() && isOpen(inputs.getLast() + (text.endsWith("\n") ? "\n" : ""));
    }

    /**
     * Performs one whole input and prints what it gives.
     *
     * @return the exit status of the process that a command ran, else 0
     * @throws Problem when it fails
     * @throws dev.cryo.script.ScriptExit when it ends the session
     */
    int perform(String text) {
        inputs++;
        return perform(text, new ScriptSource("input" + inputs, text));
    }

    /** As {@link #perform(String)}, with the name and the lines that messages point at. */
    int perform(String text, ScriptSource source) {
        interruption.renew();
        if (LEAVING.contains(text.strip()) && !declared(text.strip())) {
            CryoScript.exit();
        }
        try {
            int status = performed(text, source);
            if (status == 0 && runsAgain(text)) {
                transcript.done(text);
            }
            return status;
        } finally {
            transcript.begin(text);
            streams.flushOut();
            completions.renew();
        }
    }

    /** Whether an input belongs into a script of the session: not those that are about the session itself. */
    private boolean runsAgain(String text) {
        return switch (kind(text)) {
            case LineKind.Nothing ignored -> false;
            case LineKind.Command(var line) -> {
                var words = Words.of(line);
                if (words.isEmpty()) {
                    yield false;
                }
                var shape = catalog.match(words).entry().shape();
                yield shape.group() != Usage.Group.PROMPT || shape.name().equals("use");
            }
            case LineKind.Outside ignored -> true;
            case LineKind.Groovy ignored -> true;
        };
    }

    /**
     * Performs several lines that came together. Commands that cannot be read are refused before the first is performed;
     * then the first failure ends them.
     *
     * @throws Problem of the first that fails, which says that what follows was not performed
     */
    int performAll(String text) {
        var inputs = Inputs.of(text, this::isOpen);
        if (inputs.size() > 1) {
            inputs.forEach(this::refuseUnreadable);
        }
        for (int i = 0; i < inputs.size(); i++) {
            try {
                int status = perform(inputs.get(i));
                if (status != 0) {
                    return status;
                }
            } catch (Problem problem) {
                int left = inputs.size() - i - 1;
                throw left == 0 ? problem : problem.evidence("not performed: the " + left + " inputs behind it");
            }
        }
        return 0;
    }

    private void refuseUnreadable(String input) {
        if (kind(input) instanceof LineKind.Command(var line) && !Words.split(line).words().isEmpty()) {
            try {
                var match = catalog.match(Words.of(line.replaceFirst("\\s&$", "")));
                var _ = VerbLine.read(match.entry().shape(), match.rest(), standing.focus());
            } catch (Problem problem) {
                throw problem.evidence("none of the lines was performed");
            }
        }
    }

    /** Performs the lines of a file; the first failure ends them. */
    int performFile(Path file) {
        try (var in = Files.newInputStream(file)) {
            return Input.perform(this, file.getFileName().toString(), in, interruption);
        } catch (IOException e) {
            throw Front.unreadable(file, e);
        }
    }

    /** What a command prints on this terminal, or how it fails. */
    private String rendered(List<String> words) {
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

    Transcript transcript() {
        return transcript;
    }

    private int performed(String text, ScriptSource source) {
        return switch (kind(text)) {
            case LineKind.Nothing ignored -> 0;
            case LineKind.Outside(var line) -> system.run(line);
            case LineKind.Command(var line) -> command(line);
            case LineKind.Groovy ignored -> {
                show(evaluate(source));
                yield 0;
            }
        };
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
        return command(words);
    }

    private int command(String line) {
        var words = Words.split(line).words();
        boolean background = !words.isEmpty() && words.getLast().equals(new Words.Word("&", line.length() - 1, line.length()));
        if (!background) {
            return command(Words.of(line));
        }
        var command = Words.of(line.substring(0, line.length() - 1));
        if (catalog.match(command).entry().shape().group() == Usage.Group.PROMPT) {
            throw Problem.usage("'" + command.getFirst() + "' is about the prompt and cannot go to the background");
        }
        var focus = standing.focus();
        var job = jobs.start(line.substring(0, line.length() - 1).strip(), (its, on, above) -> {
            // Conditions of its own: those of the prompt are interrupted with the prompt's lines.
            var beside = new Session(invocation, on, toolbox, its.interruption());
            return beside.commands.run(command, focus, printer -> new JobWatch(its, printer, above));
        });
        streams.err().println("[" + job.number() + "] begun; 'jobs' lists what runs, 'cancel " + job.number() + "' ends it");
        return 0;
    }

    Tour tour() {
        return tour;
    }

    Jobs jobs() {
        return jobs;
    }

    private int command(List<String> words) {
        return words.isEmpty() ? 0 : commands.run(words, standing.focus(), interruption);
    }

    /** Runs a whole script. */
    int run(ScriptSource source, List<String> args) {
        try {
            groovy().run(source, args);
        } finally {
            watch.clear();
        }
        streams.flushOut();
        return 0;
    }

    /** Runs an expression of the command line, and shows its value. */
    int evaluate(ScriptSource source, List<String> args) {
        groovy().arguments(args);
        show(evaluate(source));
        streams.flushOut();
        return 0;
    }

    private @Nullable Object evaluate(ScriptSource source) {
        try {
            return groovy().evaluate(source);
        } catch (Problem problem) {
            throw withLikelyCommand(problem, source.text());
        } finally {
            watch.clear();
        }
    }

    /** {@code chekpoint web} is Groovy to the rules; to its writer it is a command. */
    private Problem withLikelyCommand(Problem problem, String text) {
        var first = text.strip().split("\\s", 2)[0];
        if (problem.remedy().isPresent() || declared(first) || !first.matches("[a-z-]+")) {
            return problem;
        }
        var verbs = new ArrayList<String>();
        catalog.entries().forEach(entry -> verbs.add(entry.name()));
        return NearestName.to(first, verbs)
                .map(near -> problem.remedy("if a command was meant: '" + near + "'; 'help' lists them"))
                .orElse(problem);
    }

    private void show(@Nullable Object value) {
        Form.show(value, commands.printer(invocation.json()));
    }
}
