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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
        long began = System.nanoTime();
        var subject = subjects.find(request.container());
        var checkpoint = find(request, subject);
        check(subject, checkpoint);
        var volumes = request.withoutVolumes() ? List.<Mount>of() : volumes(subject.container(), checkpoint);
        Vanished.refuse(subjects.engine(), subject.container());
        var _ = WaysBack.of(subjects.engine(), subject.container()).choose(subject.container(), request.shadowRunc());
        watch.step("rewinding " + subject.container().name() + " to " + checkpoint.reference());
        try {
            return rewound(subject, checkpoint, volumes, request, watch, began);
        } catch (Problem e) {
            throw new Aftermath(subjects.engine(), subject.container()).of(e);
        }
    }

    private Restored rewound(
            Subject subject, Checkpoint checkpoint, List<Mount> volumes, Request request, Watch watch, long began) {
        var back = Uninterrupted.call(() -> {
            try (var exchange = new Exchange(subjects.engine().host(), subject.container().id())) {
                return rewind(subject, checkpoint, volumes, exchange, request, watch);
            }
        });
        var restored = new Restored(
                subject.container().id(),
                subject.container().name(),
                checkpoint.reference(),
                Duration.ofNanos(System.nanoTime() - began),
                back.receipt(),
                back.statistics(),
                addressNote(subject.container()));
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

    private Restoration.Back rewind(
            Subject subject,
            Checkpoint checkpoint,
            List<Mount> volumes,
            Exchange exchange,
            Request request,
            Watch watch) {
        var engine = subjects.engine();
        var store = subjects.store();
        var host = engine.host();
        var container = ChangesFolder.found(engine, subject.container());
        FilesystemChanges.mend(host, store, ChangesFolder.found(engine, subject), watch);
        var kept = exchange.closing(store.unpack(checkpoint));
        var images = exchange.of(kept.images());
        var archive = exchange.file(kept.filesystem());
        var parts = volumes.stream()
                .map(volume -> new FilesystemChanges.Part(
                        Volumes.folder(volume),
                        exchange.file(kept.volume(checkpoint.volumes().indexOf(volume.destination())))))
                .toList();
        // A damaged checkpoint, and one too big for the host, are found before anything is stopped.
        ImageAccess.of(images, RestorableImages.open(images.here())).requireRoom(host);
        try (var files = FilesystemChanges.prepare(host, container, archive, parts)) {
            Restoration.Back back;
            try {
                Restoration.end(engine, container);
                files.swap();
                back = new Restoration(engine, store)
                        .run(subject, new Restoration.Order(
                                        "rewind",
                                        images,
                                        Optional.empty(),
                                        request.tcp(),
                                        Repeated.of(checkpoint),
                                        request.printStats(),
                                        request.shadowRunc()), watch);
                store.moveTo(checkpoint);
            } catch (Problem e) {
                throw undo(files, container, e);
            }
            keepAbandoned(files, subject, exchange); // a failure of this undoes nothing
            return back;
        }
    }

    private Problem undo(FilesystemChanges files, Container before, Problem failure) {
        var told = before.alive() && stopped(before)
                ? failure.evidence("it was running, and is stopped now; its files are as they were")
                        .remedy("'restore " + before.name() + "' takes its last checkpoint, 'start " + before.name()
                                + "' starts it anew")
                : failure;
        try {
            files.undo();
            return told;
        } catch (Problem e) {
            return told.evidence(e.what()).evidence(e.evidence());
        }
    }

    /** Whether the engine says so; one that does not answer does not. */
    private boolean stopped(Container before) {
        try {
            return !subjects.engine().container(before.id()).alive();
        } catch (Problem away) {
            return false;
        }
    }

    private void keepAbandoned(FilesystemChanges files, Subject subject, Exchange exchange) {
        var folder = exchange.into(subjects.store().abandoned(subject.key()));
        files.keep(folder.onHost());
        folder.fetch();
    }

    private Optional<String> addressNote(Container before) {
        if (!before.alive()) {
            return Optional.empty();
        }
        var now = Set.copyOf(subjects.engine().container(before.id()).addresses().values());
        var was = Set.copyOf(before.addresses().values());
        return now.equals(was)
                ? Optional.empty()
                : Optional.of("its address is " + now.stream().sorted().collect(Collectors.joining(", ")) + ", was "
                        + was.stream().sorted().collect(Collectors.joining(", ")));
    }
}
