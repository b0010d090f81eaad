package dev.cryo.shell;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Completions;
import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Toolbox;
import dev.cryo.script.CryoScript;
import dev.cryo.script.Plugins;
import dev.cryo.script.ScriptSource;
import dev.cryo.verb.Condition;
import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The prompt's language: commands and Groovy, one input after the other. Reads nothing itself. */
final class Session {

    private static final Set<String> LEAVING = Set.of("exit", "quit");

    private final Invocation invocation;
    private final Streams streams;
    private final Toolbox toolbox;
    private final Catalog catalog;
    private final Plugins plugins;
    private final Language language;
    private final Standing standing;
    private final Transcript transcript = new Transcript();
    private final SystemShell system;
    private final Jobs jobs;
    private final Interruption interruption;
    private final Commands commands;
    private final RememberedCompletions completions;
    private final AskedAhead ahead;
    private final Tour tour;
    private final LateGroovy groovy;
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
                this, () -> beside(streams.silent(), interruption), streams, toolbox.subjects(), interruption,
                HistoryFile.place(System.getenv(), Path.of(System.getProperty("user.home"))).resolveSibling("tour"));
        this.groovy = new LateGroovy(invocation, streams, toolbox, this::verbs, interruption);
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
                .map(folder -> Plugins.in(folder, builtIn, (source, words, out) -> groovy.alone(out).run(source, words)))
                .orElse(Plugins.NONE);
        this.catalog = builtIn.with(plugins.verbs()).refusing(plugins.refused());
        this.language = new Language(catalog, groovy::has);
        this.ahead = new AskedAhead(catalog, language::kind, completions::expect);
        this.commands = new Commands(invocation, streams, toolbox, catalog, standing, jobs, groovy, interruption, this::beside);
    }

    /** Another one over the same verbs, that knows nothing of this one's lines. */
    private Session beside(Streams on, Interruption its) {
        return new Session(invocation, on, toolbox, its);
    }

    /** What scripts may call. */
    private Catalog verbs() {
        return toolbox.catalog().with(plugins.verbs());
    }

    private String rendered(List<String> words) {
        return commands.rendered(words);
    }

    /** The verbs, and those that only a session has. */
    Catalog catalog() {
        return catalog;
    }

    /** What its lines are. */
    Language language() {
        return language;
    }

    /** The container in use and where it stands; empty when none is. */
    Optional<String> place() {
        return standing.place();
    }

    Completions completions() {
        return completions;
    }

    /** A line is being typed, and stands so now. */
    void typing(String line) {
        ahead.typed(line);
    }

    /** The names that lines have left behind. */
    SequencedCollection<String> names() {
        return groovy.names();
    }

    /** What may follow a variable and a dot. */
    SequencedCollection<String> members(String variable) {
        return groovy.members(variable);
    }

    /** Whether what is shown may be coloured. */
    boolean color() {
        return invocation.color();
    }

    Tour tour() {
        return tour;
    }

    Transcript transcript() {
        return transcript;
    }

    Jobs jobs() {
        return jobs;
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
        if (LEAVING.contains(text.strip()) && !groovy.has(text.strip())) {
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

    private int performed(String text, ScriptSource source) {
        return switch (language.kind(text)) {
            case LineKind.Nothing ignored -> 0;
            case LineKind.Outside(var line) -> system.run(line);
            case LineKind.Command(var line) -> commands.perform(line);
            case LineKind.Groovy ignored -> {
                show(evaluate(source));
                yield 0;
            }
        };
    }

    /** Whether an input belongs into a script of the session: not those that are about the session itself. */
    private boolean runsAgain(String text) {
        return switch (language.kind(text)) {
            case LineKind.Nothing ignored -> false;
            case LineKind.Command(var line) -> !commands.isAboutSession(line);
            case LineKind.Outside ignored -> true;
            case LineKind.Groovy ignored -> true;
        };
    }

    /** Performs several lines that came together, as a {@link Block}. */
    int performAll(String text) {
        return new Block(language.inputs(text), this::read, this::perform).perform();
    }

    private void read(String input) {
        if (language.kind(input) instanceof LineKind.Command(var line)) {
            commands.read(line);
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

    /** A question in Groovy, compiled. */
    Condition condition(String text) {
        return groovy.condition(text);
    }

    /** Performs the only command of a process. */
    int once(List<String> words) {
        return commands.once(words);
    }

    /** Performs a command for somebody who watches it in another way. */
    int run(List<String> words, Focus focus, Function<Printer, ShowingWatch> watches) {
        return commands.run(words, focus, watches);
    }

    /** Runs a whole script. */
    int run(ScriptSource source, List<String> args) {
        groovy.run(source, args);
        streams.flushOut();
        return 0;
    }

    /** Runs an expression of the command line, and shows its value. */
    int evaluate(ScriptSource source, List<String> args) {
        groovy.arguments(args);
        show(evaluate(source));
        streams.flushOut();
        return 0;
    }

    private @Nullable Object evaluate(ScriptSource source) {
        try {
            return groovy.evaluate(source);
        } catch (Problem problem) {
            throw withLikelyCommand(problem, source.text());
        }
    }

    /** {@code chekpoint web} is Groovy to the rules; to its writer it is a command. */
    private Problem withLikelyCommand(Problem problem, String text) {
        var first = text.strip().split("\\s", 2)[0];
        if (problem.remedy().isPresent() || groovy.has(first) || !first.matches("[a-z-]+")) {
            return problem;
        }
        var verbs = new ArrayList<String>();
        catalog.entries().forEach(entry -> verbs.add(entry.name()));
        return NearestName.to(first, verbs)
                .map(near -> problem.remedy("if a command was meant: '" + near + "'; 'help' lists them"))
                .orElse(problem);
    }

    private void show(@Nullable Object value) {
        boolean forPeople = streams.outIsTerminal() && !invocation.json();
        Form.show(forPeople ? Excerpt.of(value) : value, Printer.on(streams, invocation, invocation.json()));
    }
}
