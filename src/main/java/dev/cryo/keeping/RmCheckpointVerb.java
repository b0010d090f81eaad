package dev.cryo.keeping;

import dev.cryo.containers.EachOf;
import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Removal;
import dev.cryo.store.Timeline;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.CheckpointRef.Which;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;

/** {@code rm-checkpoint}: takes checkpoints away. */
public final class RmCheckpointVerb implements Verb<RmCheckpointVerb.Request, List<RmCheckpointVerb.Removed>> {

    private final Subjects subjects;

    public RmCheckpointVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "rm-checkpoint",
            summary = "Delete checkpoints",
            details = {
                "Those that were made after it stay, and follow the one before it from then on. The room is given back"
                        + " by the next 'prune'. Image directories outside the store stay where they are.",
                "A damaged checkpoint is named by its id, as 'verify' and 'checkpoints' show it. One that is pinned, or"
                        + " that stopped its container and is needed to restore it, is deleted only with --force."
            },
            examples = {"rm-checkpoint web@first", "rm-checkpoint --force web@first"},
            group = Usage.Group.STORE)
    public record Request(
            @Argument(label = "CHECKPOINT", help = "such as web@3") List<CheckpointRef> checkpoints,
            @Option(letter = "f", help = "one that is pinned, or that stopped its container, too") boolean force) {}

    /** A checkpoint that is gone. */
    public record Removed(String reference, CheckpointId id) implements Watch.Finished {
        @Override
        public String line() {
            return reference;
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Removed> run(Request request, Watch watch) {
        return EachOf.of(request.checkpoints(), watch, ref -> {
            var damaged = damaged(ref);
            return damaged.isPresent() ? remove(damaged.get()) : remove(ref, request.force());
        });
    }

    private record Damaged(Timeline timeline, CheckpointId id) {}

    /** One whose manifest cannot be read any more, by the start of its id. */
    private Optional<Damaged> damaged(CheckpointRef ref) {
        if (!(ref.which() instanceof Which.ById(var prefix))) {
            return Optional.empty();
        }
        var matching = subjects.store().timelines().stream()
                .flatMap(timeline -> timeline.damagedIds().stream()
                        .filter(id -> id.text().startsWith(prefix))
                        .map(id -> new Damaged(timeline, id)))
                .toList();
        return matching.size() == 1 ? Optional.of(matching.getFirst()) : Optional.empty();
    }

    private Removed remove(Damaged damaged) {
        new Removal(subjects.store()).remove(damaged.timeline().key(), List.of(damaged.id()));
        return new Removed(damaged.id().text(), damaged.id());
    }

    private Removed remove(CheckpointRef ref, boolean force) {
        var checkpoint = new Named(subjects).checkpoint(ref);
        if (!force) {
            refuseNeeded(checkpoint);
        }
        new Removal(subjects.store()).remove(checkpoint.timeline(), List.of(checkpoint.id()));
        return new Removed(checkpoint.reference(), checkpoint.id());
    }

    private void refuseNeeded(Checkpoint checkpoint) {
        var stopped = subjects.store().timeline(checkpoint.timeline()).flatMap(Timeline::stoppedBy);
        if (checkpoint.remarks().pinned()) {
            throw Problem.failed("'" + checkpoint.reference() + "' is pinned")
                    .remedy("'pin --undo " + checkpoint.reference() + "', or --force");
        }
        if (stopped.equals(Optional.of(checkpoint.id()))) {
            throw Problem.failed("'" + checkpoint.reference() + "' is what '" + checkpoint.containerName()
                            + "' was stopped into")
                    .evidence("'restore " + checkpoint.containerName() + "' needs it")
                    .remedy("--force deletes it all the same");
        }
    }
}
