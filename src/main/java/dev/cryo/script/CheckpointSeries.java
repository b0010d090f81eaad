package dev.cryo.script;

import dev.cryo.timetravel.Bisection;
import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import groovy.lang.Closure;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
import org.jspecify.annotations.Nullable;

/** Checkpoints of one container in the order of their making: what a {@code capture} gives, or a timeline. */
public final class CheckpointSeries extends AbstractList<CheckpointHandle> {

    private final List<CheckpointHandle> checkpoints;

    CheckpointSeries(List<CheckpointHandle> checkpoints) {
        this.checkpoints = List.copyOf(checkpoints);
    }

    /**
     * A change of a value.
     *
     * @param before the last checkpoint that had the value {@code was}
     * @param after the one behind it, which has the value {@code is}
     */
    public record Change(CheckpointHandle before, CheckpointHandle after, @Nullable Object was, @Nullable Object is) {
        @Override
        public String toString() {
            return before + " → " + after + ": " + was + " → " + is;
        }
    }

    /**
     * The first checkpoint of which the words are true, found in as few looks as possible: they are taken to be false of the
     * first one, true of the last one, and to stay true once they are.
     *
     * @throws Problem when they are not
     */
    public CheckpointHandle bisect(Closure<?> bad) {
        return Bisection.of(checkpoints, CheckpointHandle::toString, checkpoint -> DefaultTypeTransformation.castToBoolean(
                        bad.call(checkpoint)))
                .firstBad();
    }

    /** Where a value differs from that of the checkpoint before. */
    public List<Change> whenChanged(Closure<?> value) {
        var changes = new ArrayList<Change>();
        CheckpointHandle before = null;
        Object was = null;
        for (var checkpoint : checkpoints) {
            var is = value.call(checkpoint);
            if (before != null && !Objects.equals(was, is)) {
                changes.add(new Change(before, checkpoint, was, is));
            }
            before = checkpoint;
            was = is;
        }
        return changes;
    }

    /**
     * The checkpoint before one of these.
     *
     * @throws Problem when it is the first, or none of these
     */
    public CheckpointHandle before(CheckpointHandle checkpoint) {
        return beside(checkpoint, -1, "before");
    }

    /**
     * The checkpoint after one of these.
     *
     * @throws Problem when it is the last, or none of these
     */
    public CheckpointHandle after(CheckpointHandle checkpoint) {
        return beside(checkpoint, 1, "after");
    }

    private CheckpointHandle beside(CheckpointHandle checkpoint, int steps, String word) {
        int at = checkpoints.indexOf(checkpoint);
        if (at < 0) {
            throw Problem.failed("'" + checkpoint + "' is none of these").evidence("they are " + checkpoints);
        }
        if (at + steps < 0 || at + steps >= checkpoints.size()) {
            throw Problem.failed("there is none " + word + " '" + checkpoint + "' here").evidence("they are " + checkpoints);
        }
        return checkpoints.get(at + steps);
    }

    /**
     * The one with a label: {@code web.checkpoints['before-deploy']}.
     *
     * @throws Problem when none has it
     */
    public CheckpointHandle getAt(String label) {
        return checkpoints.stream()
                .filter(checkpoint -> label.equals(checkpoint.getLabel()))
                .findFirst()
                .orElseThrow(() -> {
                    var labels = checkpoints.stream().map(CheckpointHandle::getLabel).filter(Objects::nonNull).toList();
                    var problem = Problem.failed("none of these checkpoints is labelled '" + label + "'");
                    return NearestName.to(label, labels)
                            .map(near -> problem.remedy("did you mean '" + near + "'?"))
                            .orElseGet(() -> problem.evidence("their labels are " + labels));
                });
    }

    @Override
    public CheckpointHandle get(int index) {
        return checkpoints.get(index);
    }

    @Override
    public int size() {
        return checkpoints.size();
    }
}
