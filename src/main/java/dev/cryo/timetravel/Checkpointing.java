package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.criu.DumpStatistics;
import dev.cryo.criu.Images;
import dev.cryo.engine.Container;
import dev.cryo.engine.Container.Mount;
import dev.cryo.engine.Engine;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Draft;
import dev.cryo.store.Removal;
import dev.cryo.store.Store;
import dev.cryo.verb.Label;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes one checkpoint of one container: checks, dump, store. A container that is to be stopped is ended only when its
 * checkpoint is durable; a failure before that leaves it running.
 */
final class Checkpointing {

    private final Engine engine;
    private final Store store;

    Checkpointing(Engine engine, Store store) {
        this.engine = engine;
        this.store = store;
    }

    /**
     * What is wanted.
     *
     * @param verb what the user called it by
     * @param images where the image directory shall lie; empty: in the store
     * @param work where CRIU's log shall lie; empty: with the checkpoint
     * @param withoutVolumes no volume is to be part of it
     * @param together where it waits for checkpoints of other containers, which are to be of the same instant
     */
    record Order(
            String verb,
            Optional<Label> label,
            Optional<Place> images,
            Optional<Place> work,
            boolean leaveRunning,
            boolean withoutVolumes,
            CriuOptions criu,
            Optional<Rendezvous> together) {

        /** Into the store, and of one container. */
        static Order into(
                String verb, Optional<Label> label, boolean leaveRunning, boolean withoutVolumes, CriuOptions criu) {
            return new Order(
                    verb, label, Optional.empty(), Optional.empty(), leaveRunning, withoutVolumes, criu, Optional.empty());
        }

        Order with(CriuOptions other) {
            return new Order(verb, label, images, work, leaveRunning, withoutVolumes, other, together);
        }

        Order with(Rendezvous others) {
            return new Order(verb, label, images, work, leaveRunning, withoutVolumes, criu, Optional.of(others));
        }
    }

    Made make(Subject asked, Order wanted, Watch watch) {
        StillComing.tellEnded(engine.host(), store, asked, watch);
        check(asked, wanted);
        Vanished.refuse(engine, asked.container());
        StillComing.await(engine.host(), asked, watch);
        var order = fitting(asked.container(), wanted);
        var subject = ChangesFolder.found(engine, asked);
        FilesystemChanges.mend(engine.host(), store, subject, watch);
        examine(subject, order);
        return Uninterrupted.call(() -> {
            try (var exchange = new Exchange(engine.host(), subject.container().id());
                    var draft = store.begin(subject.key(), order.label())) {
                return make(subject, order, draft, exchange, watch);
            } catch (Problem e) {
                throw new Aftermath(engine, subject.container()).of(e);
            }
        });
    }

    private static Optional<SharedFolder> elsewhere(Order order, Exchange exchange) {
        var images = order.images().map(exchange::make);
        images.filter(SharedFolder::holdsImages).ifPresent(folder -> {
            throw Problem.failed("'" + folder.here() + "' holds a checkpoint already")
                    .remedy("name another folder with --image-dir");
        });
        return images;
    }

    private static void check(Subject subject, Order order) {
        var container = subject.container();
        if (!container.alive()) {
            throw Problem.failed("'" + container.name() + "' is not running")
                    .evidence("its status is " + subject.status())
                    .remedy(subject.checkpointed() ? "'restore' brings it back" : "'start' starts it");
        }
        if (container.autoRemove() && !order.leaveRunning()) {
            throw Problem.failed("'" + container.name() + "' would be deleted when it stops")
                    .evidence("it was made with --rm")
                    .remedy("checkpoint it with --leave-running");
        }
    }

    /**
     * The order with what the container's way back can repeat; a container that is to be stopped has one.
     *
     * @throws Problem before anything was touched
     */
    private Order fitting(Container container, Order order) {
        var ways = WaysBack.of(engine, container);
        if (!order.leaveRunning()) {
            ways.requireAny(container);
        }
        return ways.onlyApi() ? order.with(order.criu().forDockersRestore(container)) : order;
    }

    /** What certainly fails is refused before anything is touched, and kept as an attempt. */
    private void examine(Subject subject, Order order) {
        try {
            Checkup.refuse(engine.host(), subject.container(), order.criu(), order.leaveRunning());
        } catch (Problem e) {
            throw FailedAttempt.keep(store, subject, order.verb(), e, Optional.empty());
        }
    }

    private Made make(Subject subject, Order order, Draft draft, Exchange exchange, Watch watch) {
        var container = subject.container();
        draft.description(container.document());
        var elsewhere = elsewhere(order, exchange);
        var images = elsewhere.orElseGet(() -> exchange.into(draft.images()));
        var work = order.work().map(exchange::make).orElseGet(() -> exchange.into(draft.work()));
        // An image directory of the user's holds what CRIU wrote, and no filesystem (the proposal says so).
        var filesystem = elsewhere.isEmpty() && container.upper().isPresent()
                ? Optional.of(new Dump.Archive(
                        exchange.into(draft.folder()), draft.filesystem().getFileName().toString()))
                : Optional.<Dump.Archive>empty();
        var volumes = filesystem.isPresent() && !order.withoutVolumes() ? volumes(container, watch) : List.<Mount>of();
        var dump = new Dump(
                container,
                images,
                work,
                filesystem,
                archives(volumes, draft, exchange),
                order.criu().forDump(),
                order.together(),
                new Aftermath(engine, container));
        var facts = new Facts(subject, order, draft, images.here(), elsewhere, filesystem.isPresent(), volumes);
        watch.step("dumping " + container.name());
        try {
            var made = order.leaveRunning() ? goOn(dump, facts, watch) : stop(dump, facts, watch);
            return Made.of(made, statistics(order, made, work, watch));
        } catch (Problem e) {
            throw FailedAttempt.keep(
                    store, subject, order.verb(), e, Optional.of(work.here().resolve(Dump.LOG)));
        }
    }

    /** Those that can be taken; what another container has at hand, too, is told to be missing. */
    private List<Mount> volumes(Container container, Watch watch) {
        var volumes = Volumes.of(engine, container);
        volumes.left().stream()
                .filter(left -> left.mount().isVolume())
                .forEach(left -> watch.note("not in the checkpoint: " + left.told()));
        return volumes.held();
    }

    private static List<Dump.Volume> archives(List<Mount> volumes, Draft draft, Exchange exchange) {
        if (volumes.isEmpty()) {
            return List.of();
        }
        var folder = exchange.into(draft.volumes());
        return IntStream.range(0, volumes.size())
                .mapToObj(i -> new Dump.Volume(
                        Volumes.folder(volumes.get(i)), new Dump.Archive(folder, Store.volume(i))))
                .toList();
    }

    /** The work directory has become the checkpoint's, unless the user named one. */
    private Optional<DumpStatistics> statistics(Order order, Checkpoint made, SharedFolder work, Watch watch) {
        if (!order.criu().printStats()) {
            return Optional.empty();
        }
        return (order.work().isPresent() ? Optional.of(Images.in(work.here())) : store.work(made))
                .flatMap(folder -> Statistics.ofDump(folder, watch));
    }

    private Checkpoint goOn(Dump dump, Facts facts, Watch watch) {
        var taken = Instant.now();
        var outcome = dump.andGoOn(engine.host());
        watch.step("storing the checkpoint of " + dump.container().name());
        dump.fetch();
        var kept = keep(facts, taken, outcome);
        withTheOthers(facts, kept);
        return kept;
    }

    /** A checkpoint that was to be one of several is given up when one of the others failed. */
    private void withTheOthers(Facts facts, Checkpoint kept) {
        try {
            facts.order().together().ifPresent(Rendezvous::await);
        } catch (Rendezvous.Withdrawn e) {
            new Removal(store).remove(kept.timeline(), List.of(kept.id()));
            throw e;
        }
    }

    private Checkpoint stop(Dump dump, Facts facts, Watch watch) {
        var taken = Instant.now();
        var container = dump.container();
        var made = new ArrayList<Checkpoint>(1);
        try {
            dump.andHold(engine.host(), facts.order().criu().tcp() == Tcp.KEEP, () -> {
                watch.step("storing the checkpoint of " + container.name());
                long dumped = System.nanoTime();
                dump.fetch();
                var kept = keep(facts, taken, new Dump.Outcome(Optional.empty(), Optional.empty()));
                withTheOthers(facts, kept);
                made.add(kept);
                // The script thaws it then, and what it has done since would be lost.
                if (System.nanoTime() - dumped > Dump.DEADLINE.minusSeconds(10).toNanos()) {
                    throw Problem.failed("storing it took too long")
                            .remedy("--image-dir=host:/PATH stores it without carrying it here");
                }
            }, () -> {
                Restoration.end(engine, container);
                store.stoppedBy(made.getFirst());
            });
        } catch (Problem e) {
            throw made.isEmpty() ? e : notStopped(dump, made.getFirst(), e);
        }
        return made.getFirst();
    }

    /** By now the container is thawed. */
    private static Problem notStopped(Dump dump, Checkpoint kept, Problem failure) {
        var name = dump.container().name();
        return Problem.failed("the engine did not stop '" + name + "' after its checkpoint; it " + dump.aftermath().now())
                .evidence(kept.reference() + " is whole, and kept")
                .evidence(failure.what())
                .evidence(failure.evidence())
                .remedy(failure.remedy().orElse("'rewind " + name + " " + kept.reference() + "' goes back to it"))
                .cause(failure);
    }

    private Checkpoint keep(Facts facts, Instant taken, Dump.Outcome outcome) {
        var checkpoint = facts.checkpoint(taken, outcome);
        facts.elsewhere().ifPresent(folder -> {
            store.settleElsewhere(folder.here(), checkpoint);
            folder.send(Store.ELSEWHERE);
        });
        return facts.draft().commit(checkpoint);
    }

    /** What is known of a checkpoint before it is made. */
    private record Facts(
            Subject subject,
            Order order,
            Draft draft,
            Path images,
            Optional<SharedFolder> elsewhere,
            boolean filesystem,
            List<Mount> volumes) {

        Checkpoint checkpoint(Instant taken, Dump.Outcome outcome) {
            Container c = subject.container();
            return new Checkpoint(
                    draft.id(),
                    subject.key(),
                    0,
                    Checkpoint.Remarks.labelled(order.label()),
                    subject.timeline().flatMap(t -> t.current()).map(Checkpoint::id),
                    c.name(),
                    c.image(),
                    c.imageId(),
                    c.command(),
                    taken,
                    order.leaveRunning(),
                    c.state().started(),
                    outcome.stoodStill(),
                    pages(),
                    elsewhere.isPresent() ? Store.sizeOf(images) : draft.size(),
                    Optional.empty(),
                    outcome.logOffset(),
                    order.images(),
                    filesystem,
                    c.mounts().stream().map(Mount::destination).sorted().toList(),
                    volumes.stream().map(Mount::destination).toList(),
                    order.criu().repeated().stream().map(Repeated::line).toList(),
                    order.together().map(Rendezvous::group));
        }

        private Size pages() {
            try (var files = Files.newDirectoryStream(images, "pages-*.img")) {
                long bytes = 0;
                for (var file : files) {
                    bytes += Files.size(file);
                }
                return new Size(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
