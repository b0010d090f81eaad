package dev.cryo.engine.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.model.PortBinding;
import dev.cryo.engine.ContainerCopy;
import dev.cryo.verb.Problem;
import java.util.List;
import java.util.Map;

/** Writes a {@link ContainerCopy} as the body of a call to the Docker API (1.40 to 1.51), out of what it told of the origin. */
final class CopiedContainer {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** What would tie the copy to the origin, or to the moment of its making. */
    private static final List<String> NOT_CONFIGURED = List.of("Hostname", "Domainname", "MacAddress", "Volumes");

    private static final List<String> NOT_HOSTED = List.of("ContainerIDFile", "AutoRemove", "Links", "VolumesFrom");

    private final JsonNode origin;
    private final ContainerCopy copy;

    private CopiedContainer(JsonNode origin, ContainerCopy copy) {
        this.origin = origin;
        this.copy = copy;
    }

    static CopiedContainer of(ContainerCopy copy) {
        try {
            return new CopiedContainer(new ObjectMapper().readTree(copy.document()), copy);
        } catch (JsonProcessingException e) {
            throw Problem.failed("what is known of the container to be copied cannot be read")
                    .evidence(e.getOriginalMessage())
                    .cause(e);
        }
    }

    /** The name by which the origin's image was called; the same name may mean another one by now. */
    String imageName() {
        return origin.path("Config").path("Image").asText();
    }

    String imageId() {
        return origin.path("Image").asText();
    }

    /** The networks that the origin has beside the one that {@link #body} names. */
    List<String> furtherNetworks() {
        var main = host().path("NetworkMode").asText();
        return origin.path("NetworkSettings").path("Networks").properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !name.equals(main) && !(name.equals("bridge") && main.equals("default")))
                .toList();
    }

    private JsonNode host() {
        return origin.path("HostConfig");
    }

    JsonNode body(String image) {
        ObjectNode body = origin.path("Config") instanceof ObjectNode config ? config.deepCopy() : JSON.objectNode();
        body.remove(NOT_CONFIGURED);
        body.put("Image", image);
        copy.hostname().ifPresent(name -> body.put("Hostname", name));
        ObjectNode host = host() instanceof ObjectNode config ? config.deepCopy() : JSON.objectNode();
        host.remove(NOT_HOSTED);
        host.set("PortBindings", ports(body));
        host.set("Binds", binds());
        host.set("Mounts", mounts());
        if (!copy.restarts()) {
            host.set("RestartPolicy", JSON.objectNode().put("Name", "no"));
        }
        body.set("HostConfig", host);
        return body;
    }

    private ObjectNode ports(ObjectNode body) {
        var bindings = JSON.objectNode();
        if (copy.publish().isEmpty()) {
            host().path("PortBindings").properties().forEach(port -> {
                var anywhere = bindings.putArray(port.getKey());
                port.getValue().forEach(binding ->
                        anywhere.addObject().put("HostIp", binding.path("HostIp").asText("")).put("HostPort", ""));
            });
            return bindings;
        }
        var exposed = body.path("ExposedPorts") instanceof ObjectNode ports ? ports : JSON.objectNode();
        for (var text : copy.publish()) {
            var parsed = NewContainer.read(PortBinding::parse, "port").apply(text);
            var inside = parsed.getExposedPort().toString();
            var binding = parsed.getBinding();
            exposed.set(inside, JSON.objectNode());
            bindings.withArray("/" + inside.replace("~", "~0").replace("/", "~1"))
                    .addObject()
                    .put("HostIp", binding.getHostIp() == null ? "" : binding.getHostIp())
                    .put("HostPort", binding.getHostPortSpec() == null ? "" : binding.getHostPortSpec());
        }
        body.set("ExposedPorts", exposed);
        return bindings;
    }

    /** Folders of the host, as they were given; volumes are among the mounts. */
    private ArrayNode binds() {
        var binds = JSON.arrayNode();
        host().path("Binds").forEach(bind -> {
            if (bind.asText().startsWith("/")) {
                binds.add(bind.asText());
            }
        });
        return binds;
    }

    private ArrayNode mounts() {
        var mounts = JSON.arrayNode();
        host().path("Mounts").forEach(mount -> {
            if (!mount.path("Type").asText().equals("volume")) {
                mounts.add(mount);
            }
        });
        origin.path("Mounts").forEach(mount -> {
            if (mount.path("Type").asText().equals("volume")) {
                var target = mount.path("Destination").asText();
                var volume = mounts.addObject().put("Type", "volume").put("Target", target);
                volume.put("ReadOnly", !mount.path("RW").asBoolean(true));
                if (!copy.ownVolumes().contains(target)) {
                    volume.put("Source", mount.path("Name").asText());
                }
            }
        });
        return mounts;
    }
}
