package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.containers.Subjects;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tutorial at the prompt. It reads nothing itself: it watches what the prompt performs, and goes on when the engine and the
 * store show that a step was done.
 */
final class Tour {

    /** How long something may take to be seen that was done, such as a container's next line; and where nobody waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LONG_PATIENCE = Duration.ofSeconds(60);

    private static final int LINE = 100;

    private final Session session;
    private final Supplier<Session> silent;
    private final Streams streams;
    private final Interruption interruption;
    private final TourGround ground;
    private Path file;
    private List<TourStep> steps = List.of();
    private boolean attended;
    private boolean underway;
    private String runtime = "";
    private int step;
    private int line;
    private @Nullable Session checker;
    /** The line that was to come when an input began, and whether what it is for was so already. */
    private TourStep.@Nullable Line expected;
    private boolean before;

    /**
     * The tour of a session.
     *
     * @param silent makes sessions that print nothing
     * @param file where progress is kept
     */
    Tour(Session session, Supplier<Session> silent, Streams streams, Subjects subjects, Interruption interruption, Path file) {
        this.session = session;
        this.silent = silent;
        this.streams = streams;
        this.interruption = interruption;
        this.ground = new TourGround(subjects);
        this.file = file;
    }

    /** From now on somebody types, and progress is kept in a file of theirs. */
    void attend(Path progress) {
        attended = true;
        file = progress;
    }

    private List<TourStep> steps() {
        if (steps.isEmpty()) {
            steps = TourStep.all();
        }
        return steps;
    }

    /** How many steps there are. */
    int size() {
        return steps().size();
    }

    /** Where the tour is, for the prompt; empty when none is underway. */
    Optional<String> place() {
        return underway ? Optional.of("tour " + step + "/" + size()) : Optional.empty();
    }

    /**
     * Begins, or goes on; the steps before are performed unseen.
     *
     * @param from a step; where one was when it is empty
     */
    void begin(Optional<Integer> from) {
        if (!attended) {
            throw Problem.usage("the tour waits for somebody who types at the prompt")
                    .remedy("'cryo' opens one, then type 'tour'; 'tour --yes' performs all of it without waiting");
        }
        int wanted = from.orElseGet(() -> underway ? step : Math.clamp(TourProgress.read(file).step(), 1, size()));
        boolean gone = step > 1 && !ground.stands();
        if (!underway || wanted < step || gone) {
            enter();
        } else if (wanted == step) {
            tell();
            return;
        }
        var unseen = silent.get();
        try {
            for (; step < wanted; step++) {
                streams.err().println("step " + step + ", " + current().title() + ": done for you");
                current().lines().stream().skip(line).forEach(each -> performed(unseen, each));
                line = 0;
            }
        } catch (RuntimeException e) {
            step = wanted;
            end();
            throw e;
        }
        keep();
        tell();
    }

    private void enter() {
        clear();
        runtime = ground.enter();
        underway = true;
        step = 1;
        line = 0;
    }

    /** Performs all of it, showing each line and what comes of it. */
    void all() {
        enter();
        try {
            for (var each : steps()) {
                title();
                for (var awaited : each.lines()) {
                    streams.err().println("\ncryo> " + typed(awaited));
                    performed(session, awaited);
                }
                step++;
            }
        } finally {
            underway = false;
            clear();
        }
        say("\nThat was the tour; what it made is removed. 'cryo' opens the prompt, 'help' lists the commands.");
    }

    /** @throws Problem when it fails, or is not seen to be done */
    private void performed(Session by, TourStep.Line each) {
        stopIfInterrupted();
        int status;
        try {
            status = by.perform(typed(each));
        } finally {
            note();
        }
        if (status != 0 || !soon(each, LONG_PATIENCE)) {
            throw Problem.failed("the tour did not see what it should").evidence(typed(each)).evidence("expected: " + each.check());
        }
    }

    /** Ends it, and removes what it made; the step is remembered. */
    void end() {
        if (!underway) {
            clear();
            return;
        }
        underway = false;
        clear();
        keep();
        say("The tour is over, and what it made is removed. 'tour' goes on with step " + step + ".");
    }

    /** @throws Problem when a tour in another process has what is there */
    private void clear() {
        interruption.renew();
        var left = TourProgress.read(file);
        if (left.isElsewhere()) {
            throw Problem.failed("a tour is under way in another cryo, process " + left.process())
                    .remedy("end it there, by 'tour --end'");
        }
        ground.inherit(left.containers());
        ground.clear();
        if (!left.containers().isEmpty()) {
            write(TourProgress.here(left.step(), Set.of()));
        }
    }

    private TourStep current() {
        return steps().get(step - 1);
    }

    /** An empty line stands for the one that the tour shows. */
    String meant(String input) {
        if (!underway || !input.isBlank()) {
            return input;
        }
        var typed = typed(current().lines().get(line));
        streams.err().println("> " + typed);
        return typed;
    }

    private String typed(TourStep.Line each) {
        return each.text().replaceFirst("^run -d", "run -d" + runtime);
    }

    /** An input is about to be performed. */
    void beginning() {
        expected = underway ? current().lines().get(line) : null;
        before = expected != null && holds(expected);
    }

    /** An input was performed: goes on if it did what was to be done, by whatever words. */
    void performed(String input) {
        var awaited = expected;
        if (!underway || awaited == null || !awaited.equals(current().lines().get(line))) {
            return;
        }
        keep();
        if (isOfKind(awaited, input) ? soon(awaited, PATIENCE) : !before && holds(awaited)) {
            next();
        } else {
            streams.err().println(
                    step > 1 && !ground.stands()
                            ? "\nThe container of the tour is gone; 'tour' makes it anew."
                            : "\nThe tour goes on with: " + typed(awaited));
        }
    }

    private void next() {
        line++;
        if (line < current().lines().size()) {
            streams.err().println("\nNext: " + typed(current().lines().get(line)));
            return;
        }
        line = 0;
        if (step < size()) {
            step++;
            keep();
            tell();
            return;
        }
        underway = false;
        step = 1;
        clear();
        write(TourProgress.here(1, Set.of()));
        say("\nThat was the tour; what it made is removed. 'help' lists the commands, 'help COMMAND' explains one, Tab offers"
                + " what may follow. 'demo' shows some of it again, and the walkthroughs in docs/ tell whole stories.");
    }

    /** Whether it is the same command, or Groovy where that was asked for. */
    private boolean isOfKind(TourStep.Line awaited, String input) {
        var kind = session.kind(input);
        if (kind instanceof LineKind.Command(var is) && session.kind(awaited.text()) instanceof LineKind.Command(var was)) {
            return Words.of(is).getFirst().equals(Words.of(was).getFirst());
        }
        return kind instanceof LineKind.Groovy && session.kind(awaited.text()) instanceof LineKind.Groovy;
    }

    private boolean soon(TourStep.Line each, Duration patience) {
        var end = Instant.now().plus(patience);
        while (!holds(each)) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            stopIfInterrupted();
            pause();
        }
        return true;
    }

    private void stopIfInterrupted() {
        if (interruption.requested()) {
            throw Problem.interrupted();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw Problem.interrupted().cause(e);
        }
    }

    /** Asked in a session of its own, which knows none of the user's variables. */
    private boolean holds(TourStep.Line each) {
        if (checker == null) {
            checker = silent.get();
        }
        try {
            return checker.groovy().condition(each.check()).holds(each);
        } catch (Problem problem) {
            if (problem.kind() == Problem.Kind.INTERRUPTED) {
                throw problem;
            }
            return false; // What it asks for is not there yet.
        }
    }

    private void keep() {
        write(TourProgress.here(step, ground.look()));
    }

    /** Notes what was made, so that it can be removed by another process if this one is killed. */
    private void note() {
        write(TourProgress.here(TourProgress.read(file).step(), ground.look()));
    }

    private void write(TourProgress progress) {
        try {
            progress.write(file);
        } catch (IOException e) {
            streams.err().println("how far you are is not remembered: " + Escaped.line(String.valueOf(e.getMessage())));
        }
    }

    private void title() {
        say("\nStep " + step + " of " + size() + ": " + current().title());
        say(current().text());
    }

    private void tell() {
        title();
        streams.err().println("\n  " + typed(current().lines().get(line)) + "\n");
        if (step == 1) {
            say("Type it, or press Enter to have it typed. Whatever else you type is performed, too, and the tour goes on."
                    + " Ctrl-C on an empty line ends the tour, 'tour' goes on with it later.");
        }
    }

    /** Words in lines that are easy to read. */
    private void say(String text) {
        int columns = Math.min(LINE, streams.errIsTerminal() ? streams.window().columns() : LINE);
        print(streams.err(), text, columns);
    }

    private static void print(PrintStream out, String text, int columns) {
        var shown = new StringBuilder();
        for (var word : text.split(" ", -1)) {
            if (!shown.isEmpty() && shown.length() + word.length() + 1 > columns) {
                out.println(shown);
                shown.setLength(0);
            }
            shown.append(shown.isEmpty() ? "" : " ").append(word);
        }
        out.println(shown);
    }
}
