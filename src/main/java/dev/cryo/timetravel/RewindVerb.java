package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.Container;
import dev.cryo.engine.Container.Mount;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code rewind}: puts a container back to one of its checkpoints, memory and files. */
public final class RewindVerb implements Verb<RewindVerb.Request, Restored> {

    private final Subjects subjects;

    public RewindVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "rewind",
            summary = "Put a container back to an earlier checkpoint",
            details = {
                "Memory, processes, the container's own files and its volumes go back to one instant. Files that the"
                        + " rewind takes away are kept in the store until the next one. The log goes on.",
                "A container that can write to what the checkpoint does not hold, such as a folder of the host or a volume"
                        + " that another running container has, is refused; --without-volumes insists."
            },
            examples = {"rewind web web@before-deploy", "rewind web ~1"},
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "the container, running or not") ContainerName container,
            @Argument(label = "CHECKPOINT", help = "its checkpoint: a label, ~1, a number, a time, or the start of an id")
                    CheckpointRef checkpoint,
            @Option(help = "leave all volumes as they are, knowing that memory and volumes are of two times")
                    boolean withoutVolumes,
            @Option(fallback = "close", help = "established TCP connections: close them, keep them, or refuse them")
                    Tcp tcp,
            @Option(help = "report what CRIU measured: forking, restore, pages") boolean printStats,
            @Option(
                            help = "for a container of plain runc: let Cryo's runtime stand in runc's place on the engine's host"
                                    + " (mounted over it) for the time of the restore")
                    boolean shadowRunc) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Restored run(Request request, Watch watch) {
        var subject = subjects.find(request.container());
        var checkpoint = find(request, subject);
        check(subject, checkpoint);
        var volumes = request.withoutVolumes() ? List.<Mount>of() : volumes(subject.container(), checkpoint);
        Vanished.refuse(subjects.engine(), subject.container());
        var order = new Rewinding.Order(
                checkpoint,
                volumes,
                WaysBack.of(subjects.engine(), subject.container()).choose(subject.container(), request.shadowRunc()),
                request.tcp(),
                request.printStats());
        var restored = new Rewinding(subjects.engine(), subjects.store()).make(subject, order, watch);
        watch.done(restored);
        return restored;
    }

    private Checkpoint find(Request request, Subject subject) {
        // other@3 is number 3 of the other container, not of this one.
        var here = Optional.of(subject.key())
                .filter(_ -> request.checkpoint().container().map(subject::isCalled).orElse(true));
        var found = subjects.store().find(request.checkpoint(), here);
        if (!found.timeline().equals(subject.key())) {
            throw Problem.failed("'" + request.checkpoint() + "' is a checkpoint of another container")
                    .evidence("it was taken from '" + found.containerName() + "', "
                            + found.timeline().container().brief())
                    .remedy("a container is put back to its own checkpoints; 'checkpoints "
                            + subject.container().name() + "' lists them");
        }
        return found;
    }

    private static void check(Subject subject, Checkpoint checkpoint) {
        var container = subject.container();
        if (container.autoRemove()) {
            throw Problem.failed("'" + container.name() + "' would be deleted when it stops")
                    .evidence("it was made with --rm, and a rewind stops it for a moment")
                    .remedy("make it without --rm");
        }
        if (!checkpoint.filesystem()) {
            throw Problem.failed("'" + checkpoint.reference() + "' holds no files, so that a rewind would mix two times")
                    .evidence(checkpoint.images()
                            .map(place -> "its image directory was written to " + place)
                            .orElse("the engine names no folder of the container's filesystem changes"))
                    .remedy("'restore' takes the memory alone, after 'stop'");
        }
    }

    /**
     * The volumes that go back with the rest.
     *
     * @throws Problem when there is one that cannot
     */
    private List<Mount> volumes(Container container, Checkpoint checkpoint) {
        var volumes = Volumes.of(subjects.engine(), container);
        var missing = Stream.concat(
                        volumes.left().stream().map(Volumes.Left::told),
                        volumes.held().stream()
                                .map(Mount::destination)
                                .filter(volume -> !checkpoint.volumes().contains(volume))
                                .map(volume -> volume + " is a volume that '" + checkpoint.reference() + "' does not hold"))
                .toList();
        if (!missing.isEmpty()) {
            throw Problem.failed("'" + container.name() + "' can write to what would not go back with it")
                    .evidence(missing)
                    .remedy("--without-volumes leaves all volumes as they are: memory and volumes are of two times then");
        }
        return volumes.held();
    }
}
