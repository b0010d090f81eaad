package dev.cryo.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cryo.verb.Problem;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A privileged container of Cryo's own on an engine host, in which commands of the host can be run. It is made when it
 * is first needed, and gone when it is closed. Its lease is the time its {@code sleep} takes: should Cryo die, it ends
 * by itself and the daemon removes it; what a daemon that died too has left is removed by the next Cryo.
 */
final class Foothold implements AutoCloseable {

    /** Longer than any script that is run from it. */
    static final Duration LEASE = Duration.ofMinutes(30);

    private static final String IMAGE = "cryo-foothold";
    private static final String MISSING = "bind source path does not exist: ";

    /** Two blocks of zeros: a tar archive of nothing. */
    private static final byte[] EMPTY_TAR = new byte[1024];

    private final DockerApi api;
    private final Duration lease;
    private @Nullable String container;
    private Instant renewal = Instant.MIN;

    Foothold(DockerApi api, Duration lease) {
        this.api = api;
        this.lease = lease;
    }

    /** Its id; one that is past half of its lease makes place for another, and ends by itself. */
    synchronized String container() {
        var current = container;
        if (current == null || Instant.now().isAfter(renewal)) {
            removeAbandoned();
            renewal = Instant.now().plus(lease.dividedBy(2));
            current = make();
            container = current;
        }
        return current;
    }

    private String make() {
        try {
            try {
                return start();
            } catch (DockerApi.Refusal e) {
                if (e.status() != 404) {
                    throw e;
                }
                api.upload("/images/create?fromSrc=-&repo=" + IMAGE + "&changes=" + word("LABEL " + DockerEngine.OWN + "=yes"),
                        new ByteArrayInputStream(EMPTY_TAR));
                return start();
            }
        } catch (DockerApi.Refusal e) {
            throw Problem.failed("the engine's host cannot be entered")
                    .evidence(e.said())
                    .remedy("Cryo enters it from a privileged container, which this engine refuses; or run Cryo as root on"
                            + " that host")
                    .cause(e);
        }
    }

    /** Docker would make folders of the host that are missing (/lib64, say); so they are left away instead. */
    private String start() {
        var folders = new ArrayList<>(List.of("/usr", "/lib", "/lib64", "/bin"));
        while (true) {
            try {
                var id = api.answer("/containers/create", description(folders)).path("Id").asText();
                api.post("/containers/" + id + "/start");
                return id;
            } catch (DockerApi.Refusal e) {
                int at = e.said().indexOf(MISSING);
                if (at < 0 || !folders.remove(e.said().substring(at + MISSING.length()).strip())) {
                    throw e;
                }
            }
        }
    }

    private ObjectNode description(List<String> folders) {
        var container = JsonNodeFactory.instance.objectNode().put("Image", IMAGE).put("StopSignal", "SIGKILL");
        container.putArray("Entrypoint").add("/usr/bin/sleep");
        container.putArray("Cmd").add(Long.toString(lease.toSeconds()));
        container.putObject("Labels").put(DockerEngine.OWN, "yes");
        var host = container.putObject("HostConfig")
                .put("Runtime", "runc")
                .put("Privileged", true)
                .put("PidMode", "host")
                .put("NetworkMode", "none")
                .put("UsernsMode", "host")
                .put("CgroupnsMode", "host")
                .put("AutoRemove", true);
        host.putObject("LogConfig").put("Type", "none");
        var mounts = host.putArray("Mounts");
        folders.forEach(folder -> mounts.addObject()
                .put("Type", "bind")
                .put("Source", folder)
                .put("Target", folder)
                .put("ReadOnly", true));
        return container;
    }

    private void removeAbandoned() {
        var label = word("{\"label\":[\"" + DockerEngine.OWN + "\"]}");
        var limit = Instant.now().minus(lease);
        for (JsonNode found : api.get("/containers/json?all=true&filters=" + label)) {
            if (Instant.ofEpochSecond(found.path("Created").asLong()).isBefore(limit)) {
                remove("/containers/" + found.path("Id").asText() + "?force=true&v=true");
            }
        }
    }

    private void remove(String path) {
        try {
            api.delete(path);
        } catch (DockerApi.Refusal e) {
            // It is gone already, or another Cryo still uses it.
        }
    }

    @Override
    public synchronized void close() {
        if (container != null) {
            remove("/containers/" + container + "?force=true&v=true");
            remove("/images/" + IMAGE);
            container = null;
        }
    }

    private static String word(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
