package dev.cryo.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cryo.store.pages.Sum;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Label;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/**
 * {@code checkpoint.json} (docs/STORE.md): what the store writes about one checkpoint. Version 1 is read, too; its sizes
 * and names are the same.
 */
final class Manifest {

    static final String NAME = "checkpoint.json";
    private static final int VERSION = 2;
    private static final String SUM_NAME = "crc32c";
    private static final byte[] SUM = (",\n  \"" + SUM_NAME + "\" : ").getBytes(StandardCharsets.US_ASCII);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifest() {}

    static byte[] write(Checkpoint c) {
        var node = JSON.createObjectNode();
        node.put("version", VERSION)
                .put("id", c.id().text())
                .put("engine", c.timeline().engine())
                .put("container", c.timeline().container().text())
                .put("number", c.number());
        put(node, c.remarks());
        c.parent().ifPresent(parent -> node.put("parent", parent.text()));
        node.put("name", c.containerName()).put("image", c.image()).put("imageId", c.imageId());
        c.command().forEach(node.putArray("command")::add);
        node.put("taken", c.taken().toString()).put("leftRunning", c.leftRunning());
        c.run().ifPresent(run -> node.put("run", run.toString()));
        c.freeze().ifPresent(freeze -> node.put("freezeNanos", freeze.toNanos()));
        node.put("memoryBytes", c.memory().bytes()).put("sizeBytes", c.size().bytes());
        c.added().ifPresent(added -> node.put("addedBytes", added.bytes()));
        c.logOffset().ifPresent(offset -> node.put("logOffset", offset));
        c.images().ifPresent(place -> node.put("images", place.toString()));
        node.put("filesystem", c.filesystem());
        c.mounts().forEach(node.putArray("mounts")::add);
        c.volumes().forEach(node.putArray("volumes")::add);
        c.options().forEach(node.putArray("options")::add);
        c.group().ifPresent(group -> node.put("group", group.text()));
        return sealed(bytes(node));
    }

    private static void put(ObjectNode node, Checkpoint.Remarks remarks) {
        remarks.label().ifPresent(label -> node.put("label", label.text()));
        remarks.note().ifPresent(note -> node.put("note", note));
        if (remarks.pinned()) {
            node.put("pinned", true);
        }
    }

    /** The file with other remarks. Its version stays, and so does what this Cryo does not know of it. */
    static byte[] remarked(Path file, Checkpoint.Remarks remarks) {
        return changed(file, node -> put(node.remove(List.of("label", "note", "pinned")), remarks));
    }

    /** The file with another parent, or none. */
    static byte[] reparented(Path file, Optional<CheckpointId> parent) {
        return changed(file, node -> {
            node.remove("parent");
            parent.ifPresent(id -> node.put("parent", id.text()));
        });
    }

    private static byte[] changed(Path file, Consumer<ObjectNode> change) {
        read(file); // what is damaged must not get a new sum
        var node = (ObjectNode) readJson(file);
        node.remove(SUM_NAME);
        change.accept(node);
        return isOfVersion1(node) ? bytes(node) : sealed(bytes(node));
    }

    /** Adds the sum of all that stands before it as the last member. */
    private static byte[] sealed(byte[] json) {
        int end = json.length - "\n}\n".length();
        var sum = Sum.crc32c(ByteBuffer.wrap(json, 0, end));
        var last = "%s\"%08x\"\n}\n".formatted(new String(SUM, StandardCharsets.US_ASCII), sum);
        return (new String(json, 0, end, StandardCharsets.UTF_8) + last).getBytes(StandardCharsets.UTF_8);
    }

    private static void checkSum(byte[] bytes) {
        int length = SUM.length + "\"00000000\"\n}\n".length();
        int start = bytes.length - length;
        if (start < 0 || !Arrays.equals(bytes, start, start + SUM.length, SUM, 0, SUM.length)) {
            throw new IllegalArgumentException("its sum is missing");
        }
        var sum = HexFormat.of().toHexDigits(Sum.crc32c(ByteBuffer.wrap(bytes, 0, start)));
        if (!new String(bytes, start + SUM.length, length - SUM.length, StandardCharsets.UTF_8)
                .equals("\"" + sum + "\"\n}\n")) {
            throw new IllegalArgumentException("its sum is wrong");
        }
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
        var bytes = readBytes(file);
        var n = parse(file, bytes);
        int version = n.path("version").asInt(0);
        if (version > VERSION) {
            throw Problem.failed("a checkpoint of the store is of another version")
                    .evidence(file + ": version " + version + ", known are 1 to " + VERSION)
                    .remedy("use the Cryo that wrote it, or a newer one");
        }
        try {
            if (version != 1) {
                checkSum(bytes);
            }
            return new Checkpoint(
                    new CheckpointId(n.path("id").asText()),
                    new TimelineKey(n.path("engine").asText(), new ContainerId(n.path("container").asText())),
                    n.path("number").asInt(),
                    new Checkpoint.Remarks(
                            text(n, "label").map(Label::new),
                            text(n, "note"),
                            n.path("pinned").asBoolean()),
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
                    number(n, "addedBytes").map(Size::new),
                    number(n, "logOffset"),
                    text(n, "images").map(Place::of),
                    n.path("filesystem").asBoolean(),
                    texts(n.path("mounts")),
                    texts(n.path("volumes")),
                    texts(n.path("options")),
                    text(n, "group").map(CheckpointId::new));
        } catch (DateTimeException | IllegalArgumentException | Problem e) {
            throw damaged(file, e);
        }
    }

    /** Whether the checkpoint is one of version 1: a folder that holds the files themselves. */
    static boolean isOfVersion1(Path file) {
        return isOfVersion1(readJson(file));
    }

    private static boolean isOfVersion1(JsonNode manifest) {
        return manifest.path("version").asInt(0) == 1;
    }

    static JsonNode readJson(Path file) {
        return parse(file, readBytes(file));
    }

    private static byte[] readBytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    private static JsonNode parse(Path file, byte[] bytes) {
        try {
            return JSON.readTree(bytes);
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
