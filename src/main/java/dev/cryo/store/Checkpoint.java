package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Label;
import dev.cryo.verb.Place;
import dev.cryo.verb.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one checkpoint without opening its images.
 *
 * @param number its place on the timeline, from 1 on
 * @param remarks what its user says of it
 * @param parent the checkpoint at which the container stood when this one was made
 * @param containerName the container's name then; the container's word, and hostile
 * @param image the name of its image, {@code imageId} the id of it
 * @param taken when the container stood still
 * @param leftRunning the container went on afterwards
 * @param run when the container's process had been started, as the engine tells: names the run it was taken from
 * @param freeze how long the container stood still; empty for one that was stopped, or made elsewhere
 * @param memory bytes of memory pages
 * @param size bytes of all its files
 * @param added bytes by which the store grew for it; empty for one of an older store, or outside the store
 * @param logOffset how long the container's log was, in bytes; empty where the engine keeps none in a file
 * @param images where its image directory lies; empty: in the store
 * @param filesystem the store holds the container's filesystem changes of the same instant
 * @param mounts what was mounted into the container, by destination
 * @param volumes those of the mounts whose files it holds, too, in the order of their archives
 * @param options those of CRIU's that a restore must repeat, as CRIU's configuration file writes them
 * @param group shared by checkpoints of several containers that stood still together; empty for one that was made alone
 */
public record Checkpoint(
        CheckpointId id,
        TimelineKey timeline,
        int number,
        Remarks remarks,
        Optional<CheckpointId> parent,
        String containerName,
        String image,
        String imageId,
        List<String> command,
        Instant taken,
        boolean leftRunning,
        Optional<Instant> run,
        Optional<Duration> freeze,
        Size memory,
        Size size,
        Optional<Size> added,
        Optional<Long> logOffset,
        Optional<Place> images,
        boolean filesystem,
        List<String> mounts,
        List<String> volumes,
        List<String> options,
        Optional<CheckpointId> group) {

    /**
     * What its user says of a checkpoint; the only part of it that may change.
     *
     * @param label unique on the timeline
     * @param pinned it is never pruned
     */
    public record Remarks(Optional<Label> label, Optional<String> note, boolean pinned) {

        public static Remarks labelled(Optional<Label> label) {
            return new Remarks(label, Optional.empty(), false);
        }

        public Remarks withLabel(Optional<Label> other) {
            return new Remarks(other, note, pinned);
        }

        public Remarks withNote(Optional<String> other) {
            return new Remarks(label, other, pinned);
        }

        public Remarks withPin(boolean other) {
            return new Remarks(label, note, other);
        }
    }

    public Optional<Label> label() {
        return remarks.label();
    }

    Checkpoint numbered(int place, Size grown) {
        return new Checkpoint(
                id, timeline, place, remarks, parent, containerName, image, imageId, command, taken, leftRunning, run,
                freeze, memory, size, Optional.of(grown), logOffset, images, filesystem, mounts, volumes, options, group);
    }

    Checkpoint with(Remarks other) {
        return new Checkpoint(
                id, timeline, number, other, parent, containerName, image, imageId, command, taken, leftRunning, run,
                freeze, memory, size, added, logOffset, images, filesystem, mounts, volumes, options, group);
    }

    /** How a user would name it: by label if it has one, else by number. */
    public String reference() {
        return containerName + "@" + label().map(Label::text).orElse(Integer.toString(number));
    }
}
