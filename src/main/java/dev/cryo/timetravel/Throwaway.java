package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSummary;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Clones that live as long as one question takes. They are removed whatever comes of it; those of a Cryo that was killed by
 * the next one ({@link #sweep}).
 */
final class Throwaway {

    private final Subjects subjects;

    Throwaway(Subjects subjects) {
        this.subjects = subjects;
    }

    /** Answers a question about a clone of a checkpoint, which is gone afterwards. */
    <T> T of(String verb, Checkpoint checkpoint, RestoreOptions how, Watch watch, Function<ContainerId, T> question) {
        var name = "cryo-throwaway-" + UUID.randomUUID().toString().substring(0, 8);
        try (var _ = subjects.store().throwaways(subjects.engine().info().id()).note(name)) {
            var order = new Cloning.Order(verb, checkpoint, name, Optional.empty(), List.of(), false, how);
            var clone = new Cloning(subjects).make(order, watch).container();
            try {
                return question.apply(clone);
            } finally {
                // A script's interrupt must not end the removal.
                Uninterrupted.call(() -> {
                    subjects.engine().remove(clone, true);
                    return true;
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what a Cryo that died has left, and says so. */
    void sweep(Watch watch) {
        var engine = subjects.engine();
        subjects.store().throwaways(engine.info().id()).sweep(name -> engine.containers(true).stream()
                .filter(container -> container.name().equals(name))
                .map(ContainerSummary::id)
                .findFirst()
                .ifPresent(id -> {
                    try {
                        engine.remove(id, true);
                        watch.note("removed '" + name + "', which a Cryo that died has left");
                    } catch (Problem e) {
                        throw Problem.failed("'" + name + "', which a Cryo that died has left, could not be removed")
                                .evidence(e.evidence())
                                .cause(e);
                    }
                }));
    }
}
