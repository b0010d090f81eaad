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
 * @param parent the checkpoint at which the container stood when this one was made
 * @param containerName the container's name then; the container's word, and hostile
 * @param image the name of its image, {@code imageId} the id of it
 * @param taken when the container stood still
 * @param leftRunning the container went on afterwards
 * @param run when the container's process had been started, as the engine tells: names the run it was taken from
 * @param freeze how long the container stood still; empty for one that was stopped, or made elsewhere
 * @param memory bytes of memory pages
 * @param size bytes of all its files
 * @param logOffset how long the container's log was, in bytes; empty where the engine keeps none in a file
 * @param images where its image directory lies; empty: in the store
 * @param filesystem the store holds the container's filesystem changes of the same instant
 * @param mounts what was mounted into the container, by destination
 * @param options those of CRIU's that a restore must repeat, as CRIU's configuration file writes them
 */
public record Checkpoint(
        CheckpointId id,
        TimelineKey timeline,
        int number,
        Optional<Label> label,
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
        Optional<Long> logOffset,
        Optional<Place> images,
        boolean filesystem,
        List<String> mounts,
        List<String> options) {

    /** How a user would name it: by label if it has one, else by number. */
    public String reference() {
        return containerName + "@" + label.map(Label::text).orElse(Integer.toString(number));
    }
}
