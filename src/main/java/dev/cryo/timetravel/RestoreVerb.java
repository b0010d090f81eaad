package dev.cryo.timetravel;

import dev.cryo.containers.EachOf;
import dev.cryo.containers.Subject;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.Container;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Store;
import dev.cryo.store.Timeline;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code restore}: brings checkpointed containers back. */
public final class RestoreVerb implements Verb<RestoreVerb.Request, List<Restored>> {

    private final Subjects subjects;

    public RestoreVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "restore",
            summary = "Restore one or more checkpointed containers",
            details = {
                "The container goes on where its last checkpoint stopped it; its files stay as they are ('rewind' puts"
                        + " them back, too). What comes back is compared with the checkpoint: a container that merely"
                        + " started anew is a failure.",
                "With --force and --image-dir a checkpoint is restored into a container that was created and never"
                        + " checkpointed; its image, command and mounts must be those of the checkpoint."
            },
            examples = {"restore web", "restore --force=true --image-dir=images twin"},
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container that is not running") List<ContainerName> containers,
            @Option(
                            label = "DIR",
                            help = "directory to restore image files from (default: the container's last checkpoint)")
                    Optional<Place> imageDir,
            @Option(label = "DIR", help = "directory for the restore log") Optional<Place> workDir,
            @Option(help = "bypass checks for current container state") boolean force,
            @Included RestoreOptions how) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Restored> run(Request request, Watch watch) {
        if (request.containers().isEmpty()) {
            throw Problem.usage("which container?");
        }
        boolean several = request.containers().size() > 1;
        return EachOf.of(request.containers(), watch, name -> {
            var subject = subjects.find(name);
            Vanished.refuse(subjects.engine(), subject.container());
            check(subject, request);
            StillComing.tellEnded(subjects.engine().host(), subjects.store(), subject, watch);
            FilesystemChanges.mend(
                    subjects.engine().host(), subjects.store(), ChangesFolder.found(subjects.engine(), subject), watch);
            var way = WaysBack.of(subjects.engine(), subject.container()).choose(subject.container(), request.how().shadowRunc());
            // The same images may go into several new containers; checkpoints of several lie in folders of their names.
            var folder = request.imageDir().map(dir -> several && !request.force() ? dir.resolve(name.text()) : dir);
            var work = request.workDir().map(dir -> several ? dir.resolve(name.text()) : dir);
            try (var exchange = new Exchange(subjects.engine().host(), subject.container().id())) {
                var source = source(subject, folder, exchange);
                return restore(subject, source, work.map(exchange::make), way, request, watch);
            } catch (Problem e) {
                throw new Aftermath(subjects.engine(), subject.container()).of(e);
            }
        });
    }

    private static void check(Subject subject, Request request) {
        var container = subject.container();
        if (container.alive()) {
            throw Problem.failed("'" + container.name() + "' is running")
                    .evidence("its status is " + subject.status())
                    .remedy("'rewind " + container.name() + "@…' takes a running container back");
        }
        if (subject.timeline().isEmpty() && !request.force()) {
            throw Problem.failed("'" + container.name() + "' was never checkpointed")
                    .remedy("to restore the checkpoint of another container into it, say --force --image-dir=DIR");
        }
        if (subject.timeline().isEmpty() && request.imageDir().isEmpty()) {
            throw Problem.usage("--force restores into a container that was never checkpointed: from which --image-dir?");
        }
    }

    /**
     * Where to restore from.
     *
     * @param repeated the options that it was dumped with
     * @param checkpoint the container's own one, if it is
     */
    private record Source(
            SharedFolder images, String name, List<Repeated> repeated, Optional<Checkpoint> checkpoint) {}

    private Source source(Subject subject, Optional<Place> folder, Exchange exchange) {
        if (folder.isPresent()) {
            var images = exchange.of(folder.get());
            var described = Store.describedIn(images.here());
            var ours = described.flatMap(d -> subject.timeline().flatMap(t -> t.byId(d.id())));
            if (ours.isEmpty()) {
                described.ifPresent(checkpoint -> compare(subject.container(), checkpoint));
            }
            return new Source(
                    images, folder.get().toString(), described.map(Repeated::of).orElse(List.of()), ours);
        }
        var checkpoint = subject.timeline().flatMap(Timeline::newest).orElseThrow();
        return new Source(
                new ImagesOf(subjects).shared(checkpoint, exchange),
                checkpoint.reference(),
                Repeated.of(checkpoint),
                Optional.of(checkpoint));
    }

    /** A process of one program in the files of another, or without what was mounted, would not get far. */
    private static void compare(Container container, Checkpoint checkpoint) {
        var differences = new ArrayList<String>();
        if (!container.imageId().equals(checkpoint.imageId())) {
            differences.add("its image is " + container.image() + " (" + container.imageId() + "), the checkpoint's "
                    + checkpoint.image() + " (" + checkpoint.imageId() + ")");
        }
        if (!container.command().equals(checkpoint.command())) {
            differences.add("its command is " + container.command() + ", the checkpoint's " + checkpoint.command());
        }
        var mounts = container.mounts().stream().map(Container.Mount::destination).sorted().toList();
        if (!mounts.equals(checkpoint.mounts())) {
            differences.add("its mounts are " + mounts + ", the checkpoint's " + checkpoint.mounts());
        }
        if (!differences.isEmpty()) {
            throw Problem.failed("the checkpoint does not fit into '" + container.name() + "'")
                    .evidence(differences)
                    .remedy("create a container of the same image, command and mounts");
        }
    }

    private Restored restore(
            Subject subject,
            Source source,
            Optional<SharedFolder> work,
            WayBack way,
            Request request,
            Watch watch) {
        long began = System.nanoTime();
        var back = new Restoration(subjects.engine(), subjects.store())
                .run(
                        subject,
                        new Restoration.Order(
                                "restore",
                                source.images(),
                                work,
                                request.how().tcp(),
                                source.repeated(),
                                request.how().printStats(),
                                request.how().lazy(),
                                way,
                                Optional.empty()),
                        watch);
        source.checkpoint().ifPresent(subjects.store()::moveTo);
        return new Restored(
                subject.container().id(),
                subject.container().name(),
                source.name(),
                Duration.ofNanos(System.nanoTime() - began),
                back.receipt(),
                back.statistics(),
                back.comingNote());
    }
}
