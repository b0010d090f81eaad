package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.Container;
import dev.cryo.engine.Container.Mount;
import dev.cryo.engine.Engine;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Kept;
import dev.cryo.store.Store;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts one container back to one of its checkpoints: ends it, exchanges its files and volumes, restores its memory. A
 * failure leaves it stopped, with the files it had.
 */
final class Rewinding {

    private final Subjects subjects;
    private final String verb;
    private final Engine engine;
    private final Store store;

    /** @param verb what the user called it by */
    Rewinding(Subjects subjects, String verb) {
        this.subjects = subjects;
        this.verb = verb;
        this.engine = subjects.engine();
        this.store = subjects.store();
    }

    /**
     * What is to be put back, and how; all of it was found possible.
     *
     * @param together where it waits for rewinds of other containers
     */
    private record Plan(
            Checkpoint checkpoint,
            List<Mount> volumes,
            WayBack way,
            RestoreOptions how,
            Optional<Rendezvous> together) {

        void awaitOthers() {
            together.ifPresent(Rendezvous::await);
        }
    }

    /**
     * Puts a container back to one of its own checkpoints, with all others that were checkpointed together with it if that is
     * wanted, and announces each.
     *
     * @return what came of the container itself
     * @throws Problem when it cannot be, before anything was touched, or when it failed
     */
    Restored to(Checkpoint checkpoint, Subject subject, RewindOptions options, Watch watch) {
        var all = options.together()
                ? together(checkpoint, subject, options, watch)
                : List.of(one(checkpoint, subject, options, Optional.empty(), watch));
        all.forEach(watch::done);
        return all.getFirst();
    }

    private List<Restored> together(Checkpoint checkpoint, Subject subject, RewindOptions options, Watch watch) {
        var group = checkpoint.group().orElseThrow(() -> Problem.failed("'" + checkpoint.reference() + "' was made alone")
                .remedy("'checkpoint --together' makes checkpoints of several containers at one instant"));
        if (options.save()) {
            throw Problem.usage("--save would save each of them at another instant")
                    .remedy("'checkpoint --together' them first, and 'rewind --together' then");
        }
        var parts = new ArrayList<Together.Part<Restored>>();
        parts.add(part(checkpoint, subject, options, watch));
        for (var timeline : store.timelines()) {
            timeline.checkpoints().stream()
                    .filter(other -> other.group().equals(Optional.of(group)) && !other.id().equals(checkpoint.id()))
                    .map(other -> part(other, subjects.find(other.timeline().container()), options, watch))
                    .forEach(parts::add);
        }
        return new Together(subjects).all(parts, watch);
    }

    private Together.Part<Restored> part(Checkpoint checkpoint, Subject subject, RewindOptions options, Watch watch) {
        return new Together.Part<>(
                subject.container().name(), others -> one(checkpoint, subject, options, Optional.of(others), watch));
    }

    private Restored one(
            Checkpoint checkpoint, Subject subject, RewindOptions options, Optional<Rendezvous> together, Watch watch) {
        long began = System.nanoTime();
        check(subject, checkpoint);
        var container = subject.container();
        var plan = new Plan(
                checkpoint,
                options.withoutVolumes() ? List.of() : volumes(container, checkpoint),
                WaysBack.of(engine, container).choose(container, options.how().shadowRunc()),
                options.how(),
                together);
        Vanished.refuse(engine, container);
        StillComing.tellEnded(engine.host(), store, subject, watch);
        var from = options.save() ? saved(subject, options, watch) : subject;
        watch.step("rewinding " + container.name() + " to " + checkpoint.reference());
        var back = Uninterrupted.call(() -> {
            try (var exchange = new Exchange(engine.host(), container.id())) {
                return rewind(from, plan, exchange, watch);
            } catch (Problem e) {
                throw new Aftermath(engine, container).of(e);
            }
        });
        return new Restored(
                container.id(),
                container.name(),
                checkpoint.reference(),
                Duration.ofNanos(System.nanoTime() - began),
                back.receipt(),
                back.statistics(),
                Stream.of(back.comingNote(), addressNote(container))
                        .flatMap(Optional::stream)
                        .reduce((a, b) -> a + "; " + b));
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
        var volumes = Volumes.of(engine, container);
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

    /** The container, stopped into a checkpoint of its last moment: it does nothing more that would be lost. */
    private Subject saved(Subject subject, RewindOptions options, Watch watch) {
        if (!subject.container().alive()) {
            watch.note("'" + subject.container().name() + "' does not run: --save has nothing to save");
            return subject;
        }
        var made = new Checkpointing(engine, store)
                .make(
                        subject,
                        Checkpointing.Order.into(
                                verb, Optional.empty(), false, options.withoutVolumes(), CriuOptions.DEFAULT),
                        watch);
        watch.note("where '" + made.name() + "' stood is " + made.name() + "@" + made.number());
        return subjects.find(subject.container().id());
    }

    private Restoration.Back rewind(Subject subject, Plan plan, Exchange exchange, Watch watch) {
        var found = ChangesFolder.found(engine, subject);
        var container = found.container();
        FilesystemChanges.mend(engine.host(), store, found, watch);
        var kept = exchange.closing(store.unpack(plan.checkpoint()));
        var images = exchange.of(kept.images());
        var archive = exchange.file(kept.filesystem());
        var volumes = FilesystemChanges.Part.ofVolumes(plan.volumes(), plan.checkpoint(), kept, exchange);
        var order = new Restoration.Order(
                verb,
                images,
                Optional.empty(),
                plan.how().tcp(),
                Repeated.of(plan.checkpoint()),
                plan.how().printStats(),
                plan.how().lazy(),
                plan.way(),
                Optional.empty());
        try (var files = FilesystemChanges.prepare(engine.host(), container, archive, volumes)) {
            Restoration.Back back;
            // A damaged checkpoint, and one too big for the host, are found before anything is stopped.
            try (var restoration = new Restoration(engine, store).begin(subject, order, watch)) {
                plan.awaitOthers(); // all of them can be rewound
                Restoration.end(engine, container);
                plan.awaitOthers(); // what one of them says in its end reaches none that was put back
                files.swap();
                back = restoration.finish();
                store.moveTo(plan.checkpoint());
            } catch (Rendezvous.Withdrawn e) {
                files.undo();
                throw e;
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
