package dev.cryo.containers;

import dev.cryo.engine.Container;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.store.TimelineKey;
import dev.cryo.verb.ContainerName;
import java.util.Locale;
import java.util.Optional;

/** A container as its engine describes it, together with what the store has of it. */
public record Subject(Container container, TimelineKey key, Optional<Timeline> timeline) {

    static final String CHECKPOINTED = "Checkpointed";

    /**
     * Whether the container stands still because a checkpoint was made of it: it is stopped, and its last run is the
     * one that the dump of that checkpoint ended. No flag is kept that a {@code docker start} would make a lie.
     */
    public boolean checkpointed() {
        return !container.alive() && stoppedBy().isPresent();
    }

    private Optional<Checkpoint> stoppedBy() {
        return timeline.flatMap(t -> t.stoppedBy().flatMap(t::byId))
                .filter(c -> c.run().equals(container.state().started()));
    }

    /** Whether a user who says {@code name} means this container: by its name, or by the start of its id. */
    public boolean isCalled(ContainerName name) {
        return container.name().equals(name.text()) || container.id().text().startsWith(name.text());
    }

    /** The engine's word for what the container is doing, or {@code Checkpointed}. */
    public String status() {
        if (checkpointed()) {
            return CHECKPOINTED;
        }
        var word = container.state().status().name();
        return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
    }
}
