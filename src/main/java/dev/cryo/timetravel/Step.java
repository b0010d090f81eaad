package dev.cryo.timetravel;

import dev.cryo.store.Checkpoint;
import dev.cryo.verb.CheckpointId;
import java.time.Instant;

/** A checkpoint as a row of what was found on a timeline names it. */
public record Step(CheckpointId id, int number, String reference, Instant taken) {

    static Step of(Checkpoint checkpoint) {
        return new Step(checkpoint.id(), checkpoint.number(), checkpoint.reference(), checkpoint.taken());
    }
}
