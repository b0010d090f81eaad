package dev.cryo.timetravel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cryo.engine.EngineInfo;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A Docker daemon's configuration file. All that it holds is kept; only what is Cryo's is put in and taken out. */
record DaemonJson(ObjectNode root) {

    private static final String RUNTIMES = "runtimes";
    private static final String DEFAULT = "default-runtime";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

    /**
     * @param bytes of the file; none of a missing one
     * @throws Problem when that is no configuration
     */
    static DaemonJson read(byte[] bytes, String file) {
        if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
            return new DaemonJson(JSON.createObjectNode());
        }
        try {
            if (JSON.readTree(bytes) instanceof ObjectNode object
                    && (!object.has(RUNTIMES) || object.path(RUNTIMES).isObject())) {
                return new DaemonJson(object);
            }
            throw invalid(file, "it is JSON, and no configuration of Docker's");
        } catch (IOException e) {
            throw invalid(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")).cause(e);
        }
    }

    private static Problem invalid(String file, String why) {
        return Problem.failed("the daemon's configuration cannot be understood; nothing was changed")
                .evidence(file + ": " + why)
                .remedy("mend the file; the daemon itself would not start with it");
    }

    /** The program that the runtime "cryo" stands for. */
    Optional<String> program() {
        return Optional.of(root.path(RUNTIMES).path(EngineInfo.CRYO_RUNTIME).path("path").asText(""))
                .filter(path -> !path.isEmpty());
    }

    /** The runtime of containers that name none, where the file says one. */
    Optional<String> defaultRuntime() {
        return Optional.of(root.path(DEFAULT).asText("")).filter(name -> !name.isEmpty());
    }

    DaemonJson with(String program, boolean asDefault) {
        var changed = root.deepCopy();
        if (!program().equals(Optional.of(program))) {
            changed.withObjectProperty(RUNTIMES)
                    .putObject(EngineInfo.CRYO_RUNTIME)
                    .put("path", program);
        }
        if (asDefault) {
            changed.put(DEFAULT, EngineInfo.CRYO_RUNTIME);
        }
        return new DaemonJson(changed);
    }

    /** @param before what was there before Cryo; a default runtime that Cryo's took the place of comes back */
    DaemonJson without(DaemonJson before) {
        var changed = root.deepCopy();
        if (changed.path(RUNTIMES) instanceof ObjectNode runtimes) {
            runtimes.remove(EngineInfo.CRYO_RUNTIME);
            if (runtimes.isEmpty() && !before.root.has(RUNTIMES)) {
                changed.remove(RUNTIMES);
            }
        }
        if (defaultRuntime().equals(Optional.of(EngineInfo.CRYO_RUNTIME))) {
            JsonNode former = before.root.get(DEFAULT);
            if (former == null || former.asText().equals(EngineInfo.CRYO_RUNTIME)) {
                changed.remove(DEFAULT);
            } else {
                changed.set(DEFAULT, former);
            }
        }
        return new DaemonJson(changed);
    }

    /**
     * The same in full. A daemon that reads its configuration anew leaves as it was what the file does not mention: to
     * take something away it must be told what is to be there instead.
     */
    DaemonJson explicit() {
        var changed = root.deepCopy();
        changed.withObjectProperty(RUNTIMES);
        if (defaultRuntime().isEmpty()) {
            changed.put(DEFAULT, "runc");
        }
        return new DaemonJson(changed);
    }

    byte[] bytes() {
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
