package dev.cryo.timetravel;

import dev.cryo.containers.EachOf;
import dev.cryo.containers.Subjects;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Label;
import dev.cryo.verb.Option;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;

/** {@code checkpoint}: freezes running containers into checkpoints. */
public final class CheckpointVerb implements Verb<CheckpointVerb.Request, List<Made>> {

    private final Subjects subjects;

    public CheckpointVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "checkpoint",
            summary = "Checkpoint one or more running containers",
            details = {
                "Memory, processes, files and writable volumes are taken at one instant. Without --leave-running the"
                        + " container is stopped, once its checkpoint is safe on the disk; its status is then Checkpointed.",
                "Prints the id of each container when it is done. A plain path lies where Cryo runs, host:PATH on the"
                        + " engine's host. With several containers --image-dir=D means D/NAME.",
                "With --together all containers stand still before the first is dumped, and none goes on before the last is:"
                        + " a conversation between them is of one instant (--tcp keep, here and at the rewind). One that fails"
                        + " leaves no checkpoint of any. 'rewind --together' takes all of them back."
            },
            examples = {"checkpoint --leave-running --label before-deploy web", "checkpoint --image-dir=images web", "checkpoint --together --leave-running web db"},
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "a running container") List<ContainerName> containers,
            @Option(label = "DIR", help = "directory for storing checkpoint image files (default: the store)")
                    Optional<Place> imageDir,
            @Option(label = "DIR", help = "directory for storing the CRIU log") Optional<Place> workDir,
            @Option(help = "leave the container running after the checkpoint") boolean leaveRunning,
            @Option(help = "of one instant: all stand still before the first is dumped") boolean together,
            @Option(help = "leave writable volumes out; a rewind then leaves them as they are, if told to")
                    boolean withoutVolumes,
            @Option(help = "a name for the checkpoint, unique on the container's timeline") Optional<Label> label,
            @Included CriuOptions criu) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Made> run(Request request, Watch watch) {
        if (request.containers().isEmpty()) {
            throw Problem.usage("which container?");
        }
        boolean several = request.containers().size() > 1;
        var making = new Checkpointing(subjects.engine(), subjects.store());
        if (request.together() && several) {
            var parts = request.containers().stream()
                    .distinct()
                    .map(name -> new Together.Part<>(name.text(), others -> making.make(
                            subjects.find(name), order(request, name, true).with(others), watch)))
                    .toList();
            var made = new Together(subjects).all(parts, watch);
            made.forEach(watch::done);
            return made;
        }
        return EachOf.of(request.containers(), watch, name -> making.make(subjects.find(name), order(request, name, several), watch));
    }

    private static Checkpointing.Order order(Request request, ContainerName name, boolean several) {
        return new Checkpointing.Order(
                "checkpoint",
                request.label(),
                request.imageDir().map(dir -> several ? dir.resolve(name.text()) : dir),
                request.workDir().map(dir -> several ? dir.resolve(name.text()) : dir),
                request.leaveRunning(),
                request.withoutVolumes(),
                request.criu(),
                Optional.empty());
    }
}
