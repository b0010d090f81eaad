package dev.cryo.catalog;

import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSummary;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Label;
import dev.cryo.verb.Problem;
import java.util.List;
import java.util.stream.Stream;

/** Completes names with what engine and store have at this moment. */
final class LiveCompletions implements Completions {

    private final Subjects subjects;

    LiveCompletions(Subjects subjects) {
        this.subjects = subjects;
    }

    @Override
    public List<Candidate> candidates(Class<?> type, String typedSoFar) {
        try {
            if (type == ContainerName.class) {
                return containers().toList();
            }
            if (type == CheckpointRef.class) {
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

    private Stream<Candidate> checkpoints() {
        return subjects.store().timelines().stream()
                .map(Timeline::checkpoints)
                .flatMap(list -> list.reversed().stream())
                .map(LiveCompletions::candidate);
    }

    private static Candidate candidate(Checkpoint c) {
        var number = c.label().map(Label::text).map(l -> "number " + c.number() + ", ").orElse("");
        return new Candidate(c.reference(), number + c.memory());
    }

    private Stream<Candidate> images() {
        return subjects.engine().images().stream()
                .flatMap(image -> image.names().stream().map(name -> new Candidate(name, image.size().toString())));
    }
}
