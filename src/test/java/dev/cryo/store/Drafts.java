package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Label;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checkpoints as tests need them: of given files, and as they come out of the store again. */
final class Drafts {

    static final TimelineKey WEB = new TimelineKey("ENGINE:1", new ContainerId("a".repeat(64)));
    static final TimelineKey DB = new TimelineKey("ENGINE:1", new ContainerId("b".repeat(64)));

    private Drafts() {}

    /** Bytes that compress to about half. */
    static byte[] bytes(long seed, int size) {
        var random = new Random(seed);
        var bytes = new byte[size];
        for (int i = 0; i < size; i += 64) {
            var some = new byte[32];
            random.nextBytes(some);
            System.arraycopy(some, 0, bytes, i, Math.min(32, size - i));
        }
        return bytes;
    }

    /** The same with some pages written to. */
    static byte[] touched(byte[] before, long seed, int pages) {
        var random = new Random(seed);
        var after = before.clone();
        for (int i = 0; i < pages; i++) {
            after[random.nextInt(after.length / 4096) * 4096 + 17] ^= (byte) (1 + random.nextInt(255));
        }
        return after;
    }

    /**
     * Makes a checkpoint of files, whose paths are those within a checkpoint.
     *
     * @param parent where the container stands
     */
    static Checkpoint make(Store store, TimelineKey key, Map<String, byte[]> files, Optional<CheckpointId> parent) {
        try (var draft = store.begin(key, Optional.empty())) {
            for (var file : files.entrySet()) {
                var path = draft.folder().resolve(file.getKey());
                Files.createDirectories(Objects.requireNonNull(path.getParent()));
                Files.write(path, file.getValue());
            }
            return draft.commit(facts(draft, key, Optional.empty(), parent));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Checkpoint facts(Draft draft, TimelineKey key, Optional<Label> label, Optional<CheckpointId> parent) {
        return new Checkpoint(
                draft.id(),
                key,
                0,
                Checkpoint.Remarks.labelled(label),
                parent,
                "web",
                "busybox",
                "sha256:1",
                List.of("sh", "-c", "a \"quoted\" word\n"),
                Instant.now(),
                true,
                Optional.empty(),
                Optional.of(Duration.ofMillis(130)),
                new Size(4096),
                draft.size(),
                Optional.empty(),
                Optional.of(17L),
                Optional.empty(),
                true,
                List.of("/data"),
                List.of(),
                List.of(), Optional.empty());
    }

    /** All files of a checkpoint, read straight out of the packs. */
    static Map<String, byte[]> read(Store store, Checkpoint checkpoint) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var reader = store.pages().reader()) {
            for (var file : store.contents(checkpoint).files()) {
                var channel = new StoredChannel(file.pages(), reader, () -> {});
                files.put(file.path(), Channels.newInputStream(channel).readAllBytes());
            }
        }
        return files;
    }

    /** All files of a checkpoint as they lie in a folder. */
    static Map<String, byte[]> unpacked(Store store, Checkpoint checkpoint) throws IOException {
        try (var kept = store.unpack(checkpoint)) {
            return files(Objects.requireNonNull(kept.images().getParent()));
        }
    }

    static Map<String, byte[]> files(Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var all = Files.walk(folder)) {
            for (var file : all.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList()) {
                var path = folder.relativize(file).toString();
                if (!path.startsWith(".")) {
                    files.put(path, Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
        return differences(one, other).isEmpty();
    }

    static String differences(Map<String, byte[]> one, Map<String, byte[]> other) {
        var all = new TreeMap<>(one);
        all.putAll(other);
        return all.keySet().stream()
                .filter(path -> !Arrays.equals(one.get(path), other.get(path)))
                .collect(Collectors.joining(", "));
    }
}
