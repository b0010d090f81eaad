package dev.cryo.store;

import dev.cryo.store.disk.Disk;
import dev.cryo.store.disk.FileLocks;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The folder of one container's checkpoints. */
record TimelineFolder(Disk disk, Path path) {

    private static final String STATE = "timeline.json";

    /** Whose timeline it is, by its place. */
    TimelineKey key() {
        return new TimelineKey(
                String.valueOf(path.getName(path.getNameCount() - 2)),
                new ContainerId(String.valueOf(path.getFileName())));
    }

    /** Held while the timeline is changed; ends when it is closed. */
    FileChannel lock() throws IOException {
        return FileLocks.hold(path.resolve(".lock"));
    }

    Path checkpoint(CheckpointId id) {
        return path.resolve(id.text());
    }

    Path attempts() {
        return path.resolve("attempts");
    }

    Path abandoned() {
        return path.resolve("abandoned.tar");
    }

    /** The folders of checkpoints. */
    List<Path> checkpoints() throws IOException {
        return entries(name -> name.matches("[0-9a-f]{16}"));
    }

    /** The folders of checkpoints that are being made, or were when their makers died. */
    List<Path> drafts() throws IOException {
        return entries(name -> name.startsWith(Draft.PREFIX));
    }

    /** The folders of checkpoints that were being removed. */
    List<Path> gone() throws IOException {
        return entries(name -> name.startsWith(Store.GONE));
    }

    private List<Path> entries(Predicate<String> name) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (var entries = Files.list(path)) {
            return entries.filter(entry -> name.test(String.valueOf(entry.getFileName()))).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Empty when there is no checkpoint. */
    Optional<Timeline> read() throws IOException {
        var checkpoints = new ArrayList<Checkpoint>();
        var damaged = new ArrayList<String>();
        for (var folder : checkpoints()) {
            try {
                checkpoints.add(Manifest.read(folder.resolve(Manifest.NAME)));
            } catch (Problem e) {
                damaged.add(folder.getFileName() + ": " + e.what());
            }
        }
        if (checkpoints.isEmpty() && damaged.isEmpty()) {
            return Optional.empty();
        }
        checkpoints.sort(Comparator.comparingInt(Checkpoint::number));
        var state = state();
        var name = checkpoints.isEmpty() ? state.name() : checkpoints.getLast().containerName();
        return Optional.of(new Timeline(
                key(), name, List.copyOf(checkpoints), state.position(), state.stoppedBy(), List.copyOf(damaged)));
    }

    /** What {@code timeline.json} says. */
    record State(String name, Optional<CheckpointId> position, Optional<CheckpointId> stoppedBy) {}

    private State state() {
        try {
            var file = path.resolve(STATE);
            var json = Files.exists(file) ? Manifest.readJson(file) : Manifest.object();
            return new State(
                    json.path("name").asText(),
                    Manifest.text(json, "position").map(CheckpointId::new),
                    Manifest.text(json, "stoppedBy").map(CheckpointId::new));
        } catch (Problem | IllegalArgumentException e) {
            // It is damaged: then the container stands at its newest checkpoint, for all that is known.
            return new State("", Optional.empty(), Optional.empty());
        }
    }

    void write(State state) throws IOException {
        var node = Manifest.object().put("name", state.name());
        state.position().ifPresent(id -> node.put("position", id.text()));
        state.stoppedBy().ifPresent(id -> node.put("stoppedBy", id.text()));
        disk.write(path.resolve(STATE), Manifest.bytes(node));
    }
}
