package dev.cryo.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The docker client's contexts, as {@code docker context create} keeps them: {@code contexts/meta/DIGEST/meta.json} and
 * {@code contexts/tls/DIGEST/docker/}, where DIGEST is the SHA-256 of the context's name.
 *
 * @param folder the docker client's folder, usually {@code ~/.docker}
 */
record DockerContexts(Path folder) {

    static final String DEFAULT = "default";

    /** What {@code docker context use} chose. */
    Optional<String> current() {
        var file = folder.resolve("config.json");
        return Files.exists(file)
                ? Optional.of(read(file).path("currentContext").asText("")).filter(name -> !name.isEmpty())
                : Optional.empty();
    }

    /**
     * The way to a context's engine.
     *
     * @throws Problem when there is no such context, or it is of no use
     */
    Way way(String name) {
        var digest = sha256(name);
        var file = meta().resolve(digest).resolve("meta.json");
        if (!Files.exists(file)) {
            throw unknown(name);
        }
        var endpoint = read(file).path("Endpoints").path("docker");
        var host = endpoint.path("Host").asText("");
        if (host.isEmpty()) {
            throw Problem.failed("the docker context '" + name + "' names no engine").evidence(file.toString());
        }
        var keys = folder.resolve("contexts/tls").resolve(digest).resolve("docker");
        boolean skip = endpoint.path("SkipTLSVerify").asBoolean(false);
        var tls = skip || Files.isDirectory(keys) ? Optional.of(Tls.of(keys, !skip)) : Optional.<Tls>empty();
        return DockerAddress.read(host, tls);
    }

    private Problem unknown(String name) {
        var names = names();
        return Problem.usage("there is no docker context '" + name + "'")
                .evidence("there are: " + String.join(", ", names))
                .remedy(NearestName.to(name, names)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("'docker context ls' lists them"));
    }

    /** All of them, {@code default} first. */
    List<String> names() {
        if (!Files.isDirectory(meta())) {
            return List.of(DEFAULT);
        }
        try (var entries = Files.list(meta())) {
            var named = entries.map(entry -> entry.resolve("meta.json"))
                    .filter(Files::exists)
                    .map(file -> read(file).path("Name").asText(""))
                    .filter(name -> !name.isEmpty())
                    .sorted();
            return Stream.concat(Stream.of(DEFAULT), named).toList();
        } catch (IOException e) {
            throw unreadable(meta(), e);
        }
    }

    private Path meta() {
        return folder.resolve("contexts/meta");
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Problem unreadable(Path file, IOException e) {
        return Problem.failed("the docker client's settings cannot be read")
                .evidence(file + ": " + e.getMessage())
                .remedy("mend the file, or name the engine with --host")
                .cause(e);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
