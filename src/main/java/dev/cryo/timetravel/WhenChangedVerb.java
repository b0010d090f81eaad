package dev.cryo.timetravel;

import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Condition;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code when-changed}: finds the checkpoints between which a value changed. */
public final class WhenChangedVerb implements Verb<WhenChangedVerb.Request, List<WhenChangedVerb.Change>> {

    private final Subjects subjects;

    public WhenChangedVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "when-changed",
            summary = "Find the checkpoints between which a value changed",
            details = {
                "GROOVY gives a value of each checkpoint, which is called 'it': it.process(1).environment['MODE'], or"
                        + " it.processes.size(). Each is compared with the one that it was made from, over all branches.",
                "What fails for a checkpoint, such as a process that it does not have, is a value, too: the message."
            },
            examples = "when-changed web 'it.processes.size()'",
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "whose checkpoints; it may be gone") ContainerName container,
            @Argument(label = "GROOVY", help = "a value of a checkpoint") Condition value) {}

    /**
     * A change.
     *
     * @param before the checkpoint that still had the value {@code was}
     * @param after the next on its branch, which has the value {@code is}
     */
    public record Change(String before, String after, CheckpointId checkpoint, Instant taken, String was, String is) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Change> run(Request request, Watch watch) {
        var timeline = new Named(subjects)
                .timelines(request.container()).stream().findFirst().orElseThrow(() -> Problem.failed(
                                "'" + request.container() + "' has no checkpoints")
                        .remedy("'capture' makes a series of them"));
        var values = new HashMap<CheckpointId, @Nullable Object>();
        var changes = new ArrayList<Change>();
        for (var checkpoint : timeline.checkpoints()) {
            watch.stopIfCancelled();
            watch.progress("looking at " + checkpoint.reference(), values.size(), timeline.checkpoints().size());
            var is = value(request.value(), checkpoint.id());
            values.put(checkpoint.id(), is);
            timeline.before(checkpoint).ifPresent(before -> {
                var was = values.get(before.id());
                if (!Objects.equals(was, is)) {
                    changes.add(new Change(
                            before.reference(),
                            checkpoint.reference(),
                            checkpoint.id(),
                            checkpoint.taken(),
                            String.valueOf(was),
                            String.valueOf(is)));
                }
            });
        }
        return changes;
    }

    /** Texts are compared as texts, whatever class they have. */
    private static @Nullable Object value(Condition condition, CheckpointId checkpoint) {
        try {
            var value = condition.value(checkpoint);
            return value instanceof CharSequence text ? text.toString() : value;
        } catch (Problem absent) {
            if (absent.kind() == Problem.Kind.INTERRUPTED) {
                throw absent;
            }
            return "(" + absent.what() + ")";
        }
    }
}
