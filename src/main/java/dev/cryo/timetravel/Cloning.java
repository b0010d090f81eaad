package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.engine.Container;
import dev.cryo.engine.Container.Mount;
import dev.cryo.engine.ContainerCopy;
import dev.cryo.engine.Engine;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Store;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Restores a checkpoint into a new container, which has files, volumes, a network and a hostname of its own. A failure
 * leaves no container behind.
 */
final class Cloning {

    private final Subjects subjects;
    private final Engine engine;
    private final Store store;

    Cloning(Subjects subjects) {
        this.subjects = subjects;
        this.engine = subjects.engine();
        this.store = subjects.store();
    }

    /**
     * What is wanted.
     *
     * @param verb what the user called it by
     * @param hostname empty: as the engine names new containers
     * @param publish as {@code docker run --publish} takes them; empty: the origin's ports, where the host has free ones
     * @param restarts the origin's restart policy holds for it, too
     */
    record Order(
            String verb,
            Checkpoint checkpoint,
            String name,
            Optional<String> hostname,
            List<String> publish,
            boolean restarts,
            RestoreOptions how) {}

    Cloned make(Order order, Watch watch) {
        long began = System.nanoTime();
        var checkpoint = order.checkpoint();
        var document = require(checkpoint);
        watch.step("cloning " + checkpoint.reference() + " as " + order.name());
        return Uninterrupted.call(() -> {
            var id = engine.create(new ContainerCopy(
                    document,
                    order.name(),
                    order.hostname(),
                    order.publish(),
                    Set.copyOf(checkpoint.volumes()),
                    order.restarts()));
            try {
                var back = restore(id, order, watch);
                return told(id, order, back, Duration.ofNanos(System.nanoTime() - began));
            } catch (Problem e) {
                throw e.evidence(removed(id, order.name()));
            } catch (RuntimeException | Error e) {
                removed(id, order.name());
                throw e;
            }
        });
    }

    /**
     * What the engine told of the container that a checkpoint was taken from.
     *
     * @throws Problem when nothing can be cloned of that checkpoint
     */
    String require(Checkpoint checkpoint) {
        if (!checkpoint.filesystem()) {
            throw Problem.failed("'" + checkpoint.reference() + "' holds no files, so that a clone would have others than its memory knows")
                    .remedy("'create' a container, and 'restore --force --image-dir' into it");
        }
        return store.description(checkpoint)
                .orElseThrow(() -> Problem.failed("'" + checkpoint.reference() + "' does not tell what its container was made of")
                        .remedy("'create' a container, and 'restore --force --image-dir' into it"));
    }

    /** What became of a container that is not what was wanted, in words. */
    private String removed(ContainerId id, String name) {
        try {
            engine.remove(id, true);
            return "'" + name + "' was removed again";
        } catch (Problem e) {
            return "'" + name + "' is left, for it could not be removed: " + e.what();
        }
    }

    private Restoration.Back restore(ContainerId id, Order order, Watch watch) {
        var checkpoint = order.checkpoint();
        var made = subjects.find(id);
        var way = WaysBack.of(engine, made.container()).choose(made.container(), order.how().shadowRunc());
        var subject = ChangesFolder.found(engine, made);
        var container = subject.container();
        try (var exchange = new Exchange(engine.host(), id)) {
            var kept = exchange.closing(store.unpack(checkpoint));
            var images = exchange.of(kept.images());
            var own = container.mounts().stream()
                    .filter(mount -> checkpoint.volumes().contains(mount.destination()))
                    .toList();
            var volumes = FilesystemChanges.Part.ofVolumes(own, checkpoint, kept, exchange);
            try (var files =
                    FilesystemChanges.prepare(engine.host(), container, exchange.file(kept.filesystem()), volumes)) {
                files.swap();
                files.drop();
            }
            return new Restoration(engine, store)
                    .run(
                            subject,
                            new Restoration.Order(
                                    order.verb(),
                                    images,
                                    Optional.empty(),
                                    order.how().tcp(),
                                    Repeated.of(checkpoint),
                                    order.how().printStats(),
                                    order.how().lazy(),
                                    way,
                                    Optional.of(container.hostname())),
                            watch);
        }
    }

    private Cloned told(ContainerId id, Order order, Restoration.Back back, Duration took) {
        var now = engine.container(id);
        return new Cloned(
                id,
                now.name(),
                order.checkpoint().reference(),
                took,
                now.addresses(),
                now.ports(),
                back.receipt(),
                notes(now, order.checkpoint(), back));
    }

    private static List<String> notes(Container now, Checkpoint checkpoint, Restoration.Back back) {
        var notes = new ArrayList<String>();
        back.comingNote().ifPresent(notes::add);
        now.mounts().stream()
                .filter(mount -> mount.writable() && !mount.type().equals("tmpfs"))
                .filter(mount -> !checkpoint.volumes().contains(mount.destination()))
                .map(Cloning::shared)
                .forEach(notes::add);
        return List.copyOf(notes);
    }

    private static String shared(Mount mount) {
        return "it writes to the same " + mount.destination() + " as its origin: "
                + (mount.isVolume() ? "a volume that the checkpoint does not hold" : "a folder of the engine's host");
    }
}
