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
import java.util.regex.Pattern;

/** The folder of one container's checkpoints. */
record TimelineFolder(Disk disk, Path path) {

    private static final String STATE = "timeline.json";
    private static final Predicate<String> CHECKPOINT = Pattern.compile("[0-9a-f]{16}").asMatchPredicate();

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
        return path.resolve("abandoned");
    }

    /** The folders of checkpoints. */
    List<Path> checkpoints() throws IOException {
        return entries(CHECKPOINT);
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

    /** What writers that died left of files that they wrote anew. */
    List<Path> unfinished() throws IOException {
        var left = new ArrayList<>(entries(name -> name.startsWith(".") && name.endsWith(".new")));
        for (var checkpoint : checkpoints()) {
            var manifest = checkpoint.resolve("." + Manifest.NAME + ".new");
            if (Files.exists(manifest)) {
                left.add(manifest);
            }
        }
        return left;
    }

    /** Whether {@code timeline.json} is there and says nothing. */
    boolean stateIsDamaged() {
        return Files.exists(path.resolve(STATE)) && readState().isEmpty();
    }

    /** Empty when there is no checkpoint. */
    Optional<Timeline> read() throws IOException {
        // Several at once: a thousand files are to be read before a list is shown.
        var manifests = checkpoints().parallelStream().map(ReadManifest::of).toList();
        var checkpoints = new ArrayList<Checkpoint>();
        manifests.forEach(manifest -> manifest.checkpoint().ifPresent(checkpoints::add));
        var damaged = manifests.stream()
                .map(ReadManifest::damage)
                .filter(damage -> !damage.isEmpty())
                .toList();
        if (checkpoints.isEmpty() && damaged.isEmpty()) {
            return Optional.empty();
        }
        checkpoints.sort(Comparator.comparingInt(Checkpoint::number));
        var state = state();
        var name = checkpoints.isEmpty() ? state.name() : checkpoints.getLast().containerName();
        return Optional.of(new Timeline(
                key(), name, List.copyOf(checkpoints), state.position(), state.stoppedBy(), damaged));
    }

    /** Where the container stands, as {@link Timeline#current()} says it; the other checkpoints are read only when they must be. */
    Optional<Checkpoint> current() throws IOException {
        var position = state().position().map(this::checkpoint).filter(Files::isDirectory);
        var at = position.flatMap(folder -> ReadManifest.of(folder).checkpoint());
        return at.isPresent() ? at : read().flatMap(Timeline::current);
    }

    private record ReadManifest(Optional<Checkpoint> checkpoint, String damage) {

        static ReadManifest of(Path folder) {
            try {
                return new ReadManifest(Optional.of(Manifest.read(folder.resolve(Manifest.NAME))), "");
            } catch (Problem e) {
                return new ReadManifest(Optional.empty(), folder.getFileName() + ": " + e.what());
            }
        }
    }

    /** What {@code timeline.json} says. */
    record State(String name, Optional<CheckpointId> position, Optional<CheckpointId> stoppedBy) {}

    /** If it is damaged, the container stands at its newest checkpoint, for all that is known. */
    private State state() {
        return readState().orElseGet(() -> new State("", Optional.empty(), Optional.empty()));
    }

    private Optional<State> readState() {
        try {
            var file = path.resolve(STATE);
            var json = Files.exists(file) ? Manifest.readJson(file) : Manifest.object();
            return Optional.of(new State(
                    json.path("name").asText(),
                    Manifest.text(json, "position").map(CheckpointId::new),
                    Manifest.text(json, "stoppedBy").map(CheckpointId::new)));
        } catch (Problem | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void write(State state) throws IOException {
        var node = Manifest.object().put("name", state.name());
        state.position().ifPresent(id -> node.put("position", id.text()));
        state.stoppedBy().ifPresent(id -> node.put("stoppedBy", id.text()));
        disk.write(path.resolve(STATE), Manifest.bytes(node));
    }
}
