package dev.cryo.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Label;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** {@code checkpoint.json}, version 1 (docs/STORE.md): what the store writes about one checkpoint. */
final class Manifest {

    static final String NAME = "checkpoint.json";
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifest() {}

    static byte[] write(Checkpoint c) {
        var node = JSON.createObjectNode();
        node.put("version", VERSION)
                .put("id", c.id().text())
                .put("engine", c.timeline().engine())
                .put("container", c.timeline().container().text())
                .put("number", c.number());
        c.label().ifPresent(label -> node.put("label", label.text()));
        c.parent().ifPresent(parent -> node.put("parent", parent.text()));
        node.put("name", c.containerName()).put("image", c.image()).put("imageId", c.imageId());
        c.command().forEach(node.putArray("command")::add);
        node.put("taken", c.taken().toString()).put("leftRunning", c.leftRunning());
        c.run().ifPresent(run -> node.put("run", run.toString()));
        c.freeze().ifPresent(freeze -> node.put("freezeNanos", freeze.toNanos()));
        node.put("memoryBytes", c.memory().bytes()).put("sizeBytes", c.size().bytes());
        c.logOffset().ifPresent(offset -> node.put("logOffset", offset));
        c.images().ifPresent(place -> node.put("images", place.toString()));
        node.put("filesystem", c.filesystem());
        c.mounts().forEach(node.putArray("mounts")::add);
        c.options().forEach(node.putArray("options")::add);
        return bytes(node);
    }

    static byte[] bytes(ObjectNode node) {
        try {
            return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("a manifest cannot be written as JSON", e);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * @throws Problem when it is damaged, or of a later version
     */
    static Checkpoint read(Path file) {
        var n = readJson(file);
        int version = n.path("version").asInt(0);
        if (version != VERSION) {
            throw Problem.failed("a checkpoint of the store is of another version")
                    .evidence(file + ": version " + version + ", known is " + VERSION)
                    .remedy("use the Cryo that wrote it, or a newer one");
        }
        try {
            return new Checkpoint(
                    new CheckpointId(n.path("id").asText()),
                    new TimelineKey(n.path("engine").asText(), new ContainerId(n.path("container").asText())),
                    n.path("number").asInt(),
                    text(n, "label").map(Label::new),
                    text(n, "parent").map(CheckpointId::new),
                    n.path("name").asText(),
                    n.path("image").asText(),
                    n.path("imageId").asText(),
                    texts(n.path("command")),
                    Instant.parse(n.path("taken").asText()),
                    n.path("leftRunning").asBoolean(),
                    text(n, "run").map(Instant::parse),
                    number(n, "freezeNanos").map(Duration::ofNanos),
                    new Size(n.path("memoryBytes").asLong()),
                    new Size(n.path("sizeBytes").asLong()),
                    number(n, "logOffset"),
                    text(n, "images").map(Place::of),
                    n.path("filesystem").asBoolean(),
                    texts(n.path("mounts")),
                    texts(n.path("options")));
        } catch (DateTimeException | IllegalArgumentException | Problem e) {
            throw damaged(file, e);
        }
    }

    static JsonNode readJson(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    private static Problem damaged(Path file, Exception cause) {
        return Problem.failed("a file of the store is damaged")
                .evidence(file + ": " + cause.getMessage())
                .cause(cause);
    }

    static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.path(name).textValue());
    }

    private static Optional<Long> number(JsonNode node, String name) {
        var value = node.path(name);
        return value.isIntegralNumber() ? Optional.of(value.longValue()) : Optional.empty();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
