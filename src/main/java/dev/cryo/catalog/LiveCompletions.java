package dev.cryo.catalog;

import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSummary;
import dev.cryo.forensics.Evidence;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Problem;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Completes names with what engine and store have at this moment. */
final class LiveCompletions implements Completions {

    private final Subjects subjects;
    private final BooleanSupplier engineIsNear;

    /** @param engineIsNear whether the engine is one of this machine, told without asking it */
    LiveCompletions(Subjects subjects, BooleanSupplier engineIsNear) {
        this.subjects = subjects;
        this.engineIsNear = engineIsNear;
    }

    @Override
    public boolean near(Class<?> type) {
        boolean kept = type == CheckpointRef.class || type == Evidence.class;
        boolean asked = type == ContainerName.class || type == ImageName.class;
        try {
            return kept || (asked && engineIsNear.getAsBoolean());
        } catch (Problem e) {
            return false; // what was said of the engine leads nowhere: the verb will say why
        }
    }

    @Override
    public List<Candidate> candidates(Class<?> type, String typedSoFar) {
        try {
            if (type == ContainerName.class) {
                return containers().toList();
            }
            if (type == CheckpointRef.class || type == Evidence.class) {
                return checkpoints().toList();
            }
            return type == ImageName.class ? images().toList() : List.of();
        } catch (Problem e) {
            return List.of(); // no engine, no candidates: the verb will say why
        }
    }

    private Stream<Candidate> containers() {
        return subjects.engine().containers(true).stream().map(LiveCompletions::candidate);
    }

    private static Candidate candidate(ContainerSummary c) {
        return new Candidate(c.name(), c.image() + ", " + c.status());
    }

    /** As they can be named anywhere, and by label alone, for where the container stands beside. */
    private Stream<Candidate> checkpoints() {
        return subjects.store().timelines().stream()
                .flatMap(timeline -> timeline.checkpoints().reversed().stream())
                .flatMap(c -> Stream.concat(
                        Stream.of(new Candidate(c.reference(), about(c))),
                        c.label().stream().map(label -> new Candidate(label.text(), about(c)))));
    }

    private static String about(Checkpoint c) {
        return "number " + c.number() + " of " + c.containerName() + ", " + c.memory();
    }

    private Stream<Candidate> images() {
        return subjects.engine().images().stream()
                .flatMap(image -> image.names().stream().map(name -> new Candidate(name, image.size().toString())));
    }
}
