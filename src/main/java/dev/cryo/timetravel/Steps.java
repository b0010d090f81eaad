package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.verb.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Steps along the timeline of a container, from where it stands now. */
final class Steps {

    private final Subject subject;
    private final Timeline timeline;
    private final Checkpoint position;

    /** @throws Problem when the container has no checkpoint */
    Steps(Subject subject) {
        this.subject = subject;
        this.timeline = subject.timeline().filter(t -> t.current().isPresent()).orElseThrow(() -> Problem.failed("'" + name()
                        + "' has no checkpoints")
                .remedy("'checkpoint --leave-running " + name() + "' makes one"));
        this.position = timeline.current().orElseThrow();
    }

    static void check(Optional<Integer> steps) {
        if (steps.filter(n -> n < 1).isPresent()) {
            throw Problem.usage("a number of steps is 1 or more");
        }
    }

    private String name() {
        return subject.container().name();
    }

    /**
     * The checkpoint so many steps back. One that was made in the present run lies behind a container that went on, which
     * one that the container was put back to does not.
     */
    Checkpoint back(int steps) {
        var way = new ArrayList<Checkpoint>();
        if (wentOn()) {
            way.add(position);
        }
        for (var at = timeline.before(position); at.isPresent() && way.size() < steps; at = timeline.before(at.get())) {
            way.add(at.get());
        }
        if (way.size() < steps) {
            throw Problem.failed("'" + name() + "' cannot go back by " + steps)
                    .evidence(way.isEmpty()
                            ? "it stands at " + position.reference() + ", and nothing lies before that"
                            : "the oldest on its way is " + way.getLast().reference() + ", " + way.size() + " back")
                    .remedy("'timeline " + name() + "' draws where it stands");
        }
        return way.get(steps - 1);
    }

    private boolean wentOn() {
        return position.run().equals(subject.container().state().started()) && !subject.checkpointed();
    }

    /**
     * A checkpoint ahead.
     *
     * @param passed where the way parts before it: those that lead elsewhere
     */
    record Ahead(Checkpoint checkpoint, List<Checkpoint> passed) {}

    /** The checkpoint so many steps ahead; where the way parts, on the branch that has the newest one. */
    Ahead forward(int steps) {
        var passed = new ArrayList<Checkpoint>();
        var at = position;
        for (int i = 0; i < steps; i++) {
            var next = after(at);
            if (next.isEmpty()) {
                throw Problem.failed("'" + name() + "' cannot go forward by " + steps)
                        .evidence(i == 0
                                ? "it stands at " + position.reference() + ", and no checkpoint was made from there"
                                : "the last on its way is " + at.reference() + ", " + i + " ahead")
                        .remedy("'timeline " + name() + "' draws where it stands");
            }
            at = next.stream().max((a, b) -> Integer.compare(newestFrom(a), newestFrom(b))).orElseThrow();
            next.remove(at);
            passed.addAll(next);
        }
        return new Ahead(at, List.copyOf(passed));
    }

    private List<Checkpoint> after(Checkpoint checkpoint) {
        return new ArrayList<>(timeline.checkpoints().stream()
                .filter(child -> timeline.before(child).filter(checkpoint::equals).isPresent())
                .toList());
    }

    /** The number of the newest checkpoint that the way through this one leads to. */
    private int newestFrom(Checkpoint checkpoint) {
        return timeline.checkpoints().stream()
                .filter(c -> leadsThrough(c, checkpoint))
                .mapToInt(Checkpoint::number)
                .max()
                .orElse(checkpoint.number());
    }

    private boolean leadsThrough(Checkpoint from, Checkpoint to) {
        for (var at = Optional.of(from); at.isPresent(); at = at.flatMap(timeline::before)) {
            if (at.get().equals(to)) {
                return true;
            }
        }
        return false;
    }
}
