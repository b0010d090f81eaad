package dev.cryo.keeping;

import dev.cryo.store.Checkpoint;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Label;
import dev.cryo.verb.Watch;
import java.util.Optional;

/** A checkpoint on which something was remarked. */
public record Remarked(
        String container, int number, CheckpointId id, Optional<Label> label, Optional<String> note, boolean pinned)
        implements Watch.Finished {

    static Remarked of(Checkpoint c) {
        return new Remarked(
                c.containerName(), c.number(), c.id(), c.label(), c.remarks().note(), c.remarks().pinned());
    }

    /** How the checkpoint can be named now. */
    @Override
    public String line() {
        return container + "@" + label.map(Label::text).orElse(Integer.toString(number));
    }
}
