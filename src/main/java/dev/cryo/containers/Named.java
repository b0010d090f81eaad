package dev.cryo.containers;

import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.store.TimelineKey;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.CheckpointRef.Which;
import dev.cryo.verb.ContainerName;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a user names, in the store; the engine is asked only for a container that the store does not know by that
 * name.
 */
public final class Named {

    private final Subjects subjects;

    public Named(Subjects subjects) {
        this.subjects = subjects;
    }

    /**
     * The timelines of all containers of a name, the one with the newest checkpoint first: the others are of older
     * containers.
     */
    public List<Timeline> timelines(ContainerName name) {
        var named = subjects.store().timelines().stream()
                .filter(t -> t.name().equals(name.text())
                        || t.key().container().text().startsWith(name.text()))
                .toList();
        return named.isEmpty() ? subjects.find(name).timeline().stream().toList() : named;
    }

    /** Those of some containers, or of all when none is named. */
    public List<Timeline> timelines(List<ContainerName> names) {
        return names.isEmpty()
                ? subjects.store().timelines()
                : names.stream().flatMap(name -> timelines(name).stream()).distinct().toList();
    }

    /**
     * The checkpoint that is meant.
     *
     * @throws dev.cryo.verb.Problem when there is none
     */
    public Checkpoint checkpoint(CheckpointRef ref) {
        return subjects.store().find(ref, key(ref));
    }

    private Optional<TimelineKey> key(CheckpointRef ref) {
        return ref.which() instanceof Which.ById && ref.container().isEmpty()
                ? Optional.empty()
                : ref.container().flatMap(name -> timelines(name).stream().findFirst()).map(Timeline::key);
    }
}
