package dev.cryo.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cryo.engine.Container;
import dev.cryo.engine.ContainerSummary;
import dev.cryo.engine.EngineInfo;
import dev.cryo.engine.Image;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Size;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads the Docker API's descriptions (Engine API 1.24 to 1.51) into the engine room's records. */
final class Descriptions {

    private Descriptions() {}

    static EngineInfo info(JsonNode info) {
        var runtimes = new ArrayList<String>();
        info.path("Runtimes").fieldNames().forEachRemaining(runtimes::add);
        return new EngineInfo(
                info.path("ID").asText(""),
                "docker",
                info.path("ServerVersion").asText(""),
                info.path("Driver").asText(""),
                stream(info.path("DriverStatus"))
                        .anyMatch(pair -> pair.path(1).asText().startsWith("io.containerd.snapshotter.")),
                new HostPath(info.path("DockerRootDir").asText("/var/lib/docker")),
                List.copyOf(runtimes),
                info.path("DefaultRuntime").asText("runc"),
                info.path("ExperimentalBuild").asBoolean(false),
                Math.max(1, info.path("NCPU").asInt(1)),
                texts(info.path("SecurityOptions")).contains("name=userns"));
    }

    static ContainerSummary summary(JsonNode entry) {
        return new ContainerSummary(
                new ContainerId(entry.path("Id").asText()),
                name(first(entry.path("Names"))),
                entry.path("Image").asText(),
                entry.path("Command").asText(),
                Instant.ofEpochSecond(entry.path("Created").asLong()),
                status(entry.path("State").asText()),
                entry.path("Status").asText(),
                stream(entry.path("Ports")).map(Descriptions::port).distinct().toList(),
                stream(entry.path("Mounts")).map(Descriptions::mount).toList());
    }

    static Container container(JsonNode c) {
        var config = c.path("Config");
        var host = c.path("HostConfig");
        var command = new ArrayList<String>();
        command.add(c.path("Path").asText());
        command.addAll(texts(c.path("Args")));
        return new Container(
                new ContainerId(c.path("Id").asText()),
                name(c.path("Name").asText()),
                time(c.path("Created").asText()).orElse(Instant.EPOCH),
                config.path("Image").asText(),
                c.path("Image").asText(),
                List.copyOf(command),
                config.path("Hostname").asText(),
                state(c.path("State")),
                host.path("Runtime").asText("runc"),
                host.path("RestartPolicy").path("Name").asText("no"),
                host.path("AutoRemove").asBoolean(false),
                config.path("Tty").asBoolean(false),
                stream(c.path("Mounts")).map(Descriptions::mount).toList(),
                addresses(c.path("NetworkSettings")),
                ports(c.path("NetworkSettings").path("Ports")),
                labels(config.path("Labels")),
                path(c.path("GraphDriver").path("Data").path("UpperDir")),
                path(c.path("LogPath")),
                c.toString());
    }

    static Image image(JsonNode i) {
        var created = i.path("Created");
        return new Image(
                i.path("Id").asText(),
                texts(i.path("RepoTags")),
                created.isNumber()
                        ? Instant.ofEpochSecond(created.asLong())
                        : time(created.asText()).orElse(Instant.EPOCH),
                new Size(Math.max(0, i.path("Size").asLong())));
    }

    private static Container.State state(JsonNode s) {
        return new Container.State(
                status(s.path("Status").asText()),
                s.path("Pid").asLong(),
                s.path("ExitCode").asInt(),
                s.path("Error").asText(),
                time(s.path("StartedAt").asText()),
                time(s.path("FinishedAt").asText()));
    }

    private static Container.Status status(String word) {
        try {
            return Container.Status.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Container.Status.DEAD; // a word of a later Docker: not one that we may act on
        }
    }

    private static Container.Mount mount(JsonNode m) {
        return new Container.Mount(
                m.path("Type").asText(),
                m.path("Source").asText(m.path("Name").asText()),
                m.path("Destination").asText(),
                m.path("RW").asBoolean(true));
    }

    private static Map<String, String> addresses(JsonNode settings) {
        var addresses = new LinkedHashMap<String, String>();
        settings.path("Networks").properties().forEach(network -> {
            var address = network.getValue().path("IPAddress").asText("");
            if (!address.isEmpty()) {
                addresses.put(network.getKey(), address);
            }
        });
        return addresses;
    }

    private static List<String> ports(JsonNode ports) {
        var lines = new ArrayList<String>();
        ports.properties().forEach(port -> stream(port.getValue())
                .map(b -> b.path("HostIp").asText() + ":" + b.path("HostPort").asText() + "->" + port.getKey())
                .forEach(lines::add));
        return List.copyOf(lines);
    }

    private static String port(JsonNode p) {
        var inside = p.path("PrivatePort").asText() + "/" + p.path("Type").asText("tcp");
        return p.has("PublicPort")
                ? p.path("IP").asText("0.0.0.0") + ":" + p.path("PublicPort").asText() + "->" + inside
                : inside;
    }

    private static Map<String, String> labels(JsonNode labels) {
        var map = new LinkedHashMap<String, String>();
        labels.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
        return map;
    }

    private static Optional<HostPath> path(JsonNode node) {
        var text = node.asText("");
        return text.isEmpty() ? Optional.empty() : Optional.of(new HostPath(text));
    }

    /** Docker's zero time stands for "never". */
    private static Optional<Instant> time(String text) {
        try {
            return text.isEmpty() || text.startsWith("0001-")
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String name(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static String first(JsonNode array) {
        return array.path(0).asText("");
    }

    static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }
}
