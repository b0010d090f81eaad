package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.engine.Container;
import dev.cryo.engine.Container.Mount;
import dev.cryo.engine.Engine;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Kept;
import dev.cryo.store.Store;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts one container back to one of its checkpoints: ends it, exchanges its files and volumes, restores its memory. A
 * failure leaves it stopped, with the files it had.
 */
final class Rewinding {

    private final Engine engine;
    private final Store store;

    Rewinding(Engine engine, Store store) {
        this.engine = engine;
        this.store = store;
    }

    /**
     * What is wanted.
     *
     * @param volumes those that go back, too; the checkpoint holds them
     * @param way the one that {@link WaysBack} has chosen
     * @param printStats CRIU's measurements are wanted
     */
    record Order(Checkpoint checkpoint, List<Mount> volumes, WayBack way, Tcp tcp, boolean printStats) {}

    Restored make(Subject subject, Order order, Watch watch) {
        long began = System.nanoTime();
        var container = subject.container();
        watch.step("rewinding " + container.name() + " to " + order.checkpoint().reference());
        var back = Uninterrupted.call(() -> {
            try (var exchange = new Exchange(engine.host(), container.id())) {
                return rewind(subject, order, exchange, watch);
            } catch (Problem e) {
                throw new Aftermath(engine, container).of(e);
            }
        });
        return new Restored(
                container.id(),
                container.name(),
                order.checkpoint().reference(),
                Duration.ofNanos(System.nanoTime() - began),
                back.receipt(),
                back.statistics(),
                addressNote(container));
    }

    private Restoration.Back rewind(Subject subject, Order order, Exchange exchange, Watch watch) {
        var found = ChangesFolder.found(engine, subject);
        var container = found.container();
        FilesystemChanges.mend(engine.host(), store, found, watch);
        var kept = exchange.closing(store.unpack(order.checkpoint()));
        var images = exchange.of(kept.images());
        var archive = exchange.file(kept.filesystem());
        var volumes = volumes(order, kept, exchange);
        // A damaged checkpoint, and one too big for the host, are found before anything is stopped.
        ImageAccess.of(images, RestorableImages.open(images.here())).requireRoom(engine.host());
        try (var files = FilesystemChanges.prepare(engine.host(), container, archive, volumes)) {
            Restoration.Back back;
            try {
                Restoration.end(engine, container);
                files.swap();
                back = new Restoration(engine, store)
                        .run(subject, new Restoration.Order(
                                        "rewind",
                                        images,
                                        Optional.empty(),
                                        order.tcp(),
                                        Repeated.of(order.checkpoint()),
                                        order.printStats(),
                                        order.way()), watch);
                store.moveTo(order.checkpoint());
            } catch (Problem e) {
                throw undo(files, container, e);
            }
            keepAbandoned(files, subject, exchange); // a failure of this undoes nothing
            return back;
        }
    }

    private static List<FilesystemChanges.Part> volumes(Order order, Kept kept, Exchange exchange) {
        var numbers = order.checkpoint().volumes();
        return order.volumes().stream()
                .map(volume -> new FilesystemChanges.Part(
                        Volumes.folder(volume), exchange.file(kept.volume(numbers.indexOf(volume.destination())))))
                .toList();
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
            return !engine.container(before.id()).alive();
        } catch (Problem away) {
            return false;
        }
    }

    private void keepAbandoned(FilesystemChanges files, Subject subject, Exchange exchange) {
        var folder = exchange.into(store.abandoned(subject.key()));
        files.keep(folder.onHost());
        folder.fetch();
    }

    private Optional<String> addressNote(Container before) {
        if (!before.alive()) {
            return Optional.empty();
        }
        var now = Set.copyOf(engine.container(before.id()).addresses().values());
        var was = Set.copyOf(before.addresses().values());
        return now.equals(was)
                ? Optional.empty()
                : Optional.of("its address is " + now.stream().sorted().collect(Collectors.joining(", ")) + ", was "
                        + was.stream().sorted().collect(Collectors.joining(", ")));
    }
}
