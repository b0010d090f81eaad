package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.containers.Subjects;
import dev.cryo.verb.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    private final Session session;
    private final Supplier<Session> silent;
    private final TourWords words;
    private final TourChecks checks;
    private final TourGround ground;
    private List<TourStep> steps = List.of();
    private boolean attended;
    private boolean underway;
    private String runtime = "";
    private int step;
    private int line;
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
        this.words = new TourWords(streams);
        this.checks = new TourChecks(silent, interruption);
        this.ground = new TourGround(subjects, interruption, words, file);
    }

    /** From now on somebody types, and progress is kept in a file of theirs. */
    void attend(Path progress) {
        attended = true;
        ground.keptIn(progress);
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
        int wanted = from.orElseGet(() -> underway ? step : Math.clamp(ground.step(), 1, size()));
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
                words.line("step " + step + ", " + current().title() + ": done for you");
                current().lines().stream().skip(line).forEach(each -> performed(unseen, each));
                line = 0;
            }
        } catch (RuntimeException e) {
            step = wanted;
            end();
            throw e;
        }
        ground.keep(step);
        tell();
    }

    private void enter() {
        if (underway) {
            ground.note();
        }
        ground.clear();
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
                words.title(step, size(), each);
                for (var awaited : each.lines()) {
                    words.line("\ncryo> " + typed(awaited));
                    performed(session, awaited);
                }
                step++;
            }
        } finally {
            underway = false;
            ground.clear();
        }
        words.say("\nThat was the tour; what it made is removed. 'cryo' opens the prompt, 'help' lists the commands.");
    }

    /** @throws Problem when it fails, or is not seen to be done */
    private void performed(Session by, TourStep.Line each) {
        checks.stopIfInterrupted();
        int status;
        try {
            status = by.perform(typed(each));
        } finally {
            ground.note();
        }
        if (status != 0 || !checks.holdsSoon(each, LONG_PATIENCE)) {
            throw Problem.failed("the tour did not see what it should").evidence(typed(each)).evidence("expected: " + each.check());
        }
    }

    /** Ends it, and removes what it made; the step is remembered. */
    void end() {
        if (!underway) {
            ground.clear();
            return;
        }
        // What a line that failed has made was not seen yet.
        ground.note();
        underway = false;
        ground.clear();
        ground.keep(step);
        words.say("The tour is over, and what it made is removed. 'tour' goes on with step " + step + ".");
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
        words.line("> " + typed);
        return typed;
    }

    private String typed(TourStep.Line each) {
        return each.text().replaceFirst("^run -d", "run -d" + runtime);
    }

    /** An input is about to be performed. */
    void beginning() {
        expected = underway ? current().lines().get(line) : null;
        before = expected != null && checks.holds(expected);
    }

    /** An input was performed: goes on if it did what was to be done, by whatever words. */
    void performed(String input) {
        var awaited = expected;
        if (!underway || awaited == null || !awaited.equals(current().lines().get(line))) {
            return;
        }
        ground.keep(step);
        if (isOfKind(awaited, input) ? checks.holdsSoon(awaited, PATIENCE) : !before && checks.holds(awaited)) {
            next();
        } else {
            words.line(
                    step > 1 && !ground.stands()
                            ? "\nThe container of the tour is gone; 'tour' makes it anew."
                            : "\nThe tour goes on with: " + typed(awaited));
        }
    }

    private void next() {
        line++;
        if (line < current().lines().size()) {
            words.line("\nNext: " + typed(current().lines().get(line)));
            return;
        }
        line = 0;
        if (step < size()) {
            step++;
            ground.keep(step);
            tell();
            return;
        }
        underway = false;
        step = 1;
        ground.clear();
        ground.keep(1);
        words.say("\nThat was the tour; what it made is removed. 'help' lists the commands, 'help COMMAND' explains one, Tab offers"
                + " what may follow. 'demo' shows some of it again, and the walkthroughs in docs/ tell whole stories.");
    }

    /** Whether it is the same command, or Groovy where that was asked for. */
    private boolean isOfKind(TourStep.Line awaited, String input) {
        var kind = session.language().kind(input);
        if (kind instanceof LineKind.Command(var is) && session.language().kind(awaited.text()) instanceof LineKind.Command(var was)) {
            return Words.of(is).stream().findFirst().equals(Words.of(was).stream().findFirst());
        }
        return kind instanceof LineKind.Groovy && session.language().kind(awaited.text()) instanceof LineKind.Groovy;
    }

    private void tell() {
        words.title(step, size(), current());
        words.line("\n  " + typed(current().lines().get(line)) + "\n");
        if (step == 1) {
            words.say("Type it, or press Enter to have it typed. Whatever else you type is performed, too, and the tour goes on."
                    + " Ctrl-C on an empty line ends the tour, 'tour' goes on with it later.");
        }
    }
}
