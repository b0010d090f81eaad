package dev.cryo.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cryo.store.disk.Disk;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The failed attempts on one container: a small JSON file each, and beside it the log. Only the last ones are kept.
 * Damaged files are passed over: they are notes, and nothing depends on them.
 */
public final class Attempts {

    /** So many are kept of a container. */
    static final int KEPT = 20;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final String NOTE = ".json";
    private static final String LOG = ".log";

    private final Disk disk;
    private final Path folder;

    Attempts(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /**
     * Keeps an attempt, with a copy of its log.
     *
     * @param attempt the path of its log is where that lies now
     * @return the attempt as it is kept: its log is the copy
     */
    public Attempt keep(Attempt attempt) {
        try {
            Files.createDirectories(folder);
            var name = STAMP.format(attempt.when());
            var log = attempt.log().filter(Files::isRegularFile);
            if (log.isPresent()) {
                Files.copy(log.get(), folder.resolve(name + LOG));
            }
            var kept = new Attempt(
                    attempt.when(),
                    attempt.verb(),
                    attempt.container(),
                    attempt.what(),
                    attempt.evidence(),
                    attempt.remedy(),
                    log.map(_ -> folder.resolve(name + LOG)));
            disk.write(folder.resolve(name + NOTE), write(kept));
            forgetOld();
            return kept;
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    /** All that are kept, the newest first. */
    public List<Attempt> all() {
        return names().stream().flatMap(name -> read(name).stream()).toList();
    }

    private List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(NOTE) && !file.startsWith("."))
                    .map(file -> file.substring(0, file.length() - NOTE.length()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw Store.failed(e);
        }
    }

    private void forgetOld() throws IOException {
        for (var name : names().stream().skip(KEPT).toList()) {
            Files.deleteIfExists(folder.resolve(name + NOTE));
            Files.deleteIfExists(folder.resolve(name + LOG));
        }
    }

    private static byte[] write(Attempt attempt) {
        var node = Manifest.object()
                .put("when", attempt.when().toString())
                .put("verb", attempt.verb())
                .put("container", attempt.container())
                .put("what", attempt.what());
        attempt.evidence().forEach(node.putArray("evidence")::add);
        attempt.remedy().ifPresent(remedy -> node.put("remedy", remedy));
        return Manifest.bytes(node);
    }

    private Optional<Attempt> read(String name) {
        try {
            var node = Manifest.readJson(folder.resolve(name + NOTE));
            var log = folder.resolve(name + LOG);
            return Optional.of(new Attempt(
                    Instant.parse(node.path("when").asText()),
                    node.path("verb").asText(),
                    node.path("container").asText(),
                    node.path("what").asText(),
                    StreamSupport.stream(node.path("evidence").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList(),
                    Manifest.text(node, "remedy"),
                    Files.exists(log) ? Optional.of(log) : Optional.empty()));
        } catch (Problem | DateTimeException e) {
            return Optional.empty();
        }
    }
}
