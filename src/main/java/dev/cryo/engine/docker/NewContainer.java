package dev.cryo.engine.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.cryo.engine.ContainerSpec;
import dev.cryo.verb.Problem;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes a {@link ContainerSpec} as docker-java's command. */
final class NewContainer {

    private NewContainer() {}

    static void describe(ContainerSpec spec, CreateContainerCmd command) {
        var host = HostConfig.newHostConfig()
                .withPortBindings(spec.publish().stream().map(read(PortBinding::parse, "port")).toList())
                .withBinds(spec.volumes().stream().map(read(Bind::parse, "volume")).toList())
                .withTmpFs(tmpfs(spec))
                .withCapAdd(spec.addedCapabilities().stream()
                        .map(read(c -> Capability.valueOf(c.toUpperCase(Locale.ROOT)), "capability"))
                        .toArray(Capability[]::new))
                .withSecurityOpts(spec.securityOptions())
                .withPrivileged(spec.privileged())
                .withAutoRemove(spec.autoRemove())
                .withInit(spec.init())
                .withReadonlyRootfs(spec.readOnly());
        spec.network().ifPresent(host::withNetworkMode);
        spec.restart().map(read(RestartPolicy::parse, "restart policy")).ifPresent(host::withRestartPolicy);
        spec.runtime().ifPresent(host::withRuntime);
        spec.memory().ifPresent(size -> host.withMemory(size.bytes()));
        spec.cpus().ifPresent(cpus -> host.withNanoCPUs(Math.round(cpus * 1e9)));

        command.withHostConfig(host)
                .withEnv(spec.environment())
                .withLabels(spec.labels())
                .withTty(spec.tty())
                .withStdinOpen(spec.interactive())
                .withExposedPorts(
                        host.getPortBindings().getBindings().keySet().stream().toList());
        if (!spec.command().isEmpty()) {
            command.withCmd(spec.command());
        }
        spec.name().ifPresent(command::withName);
        spec.hostname().ifPresent(command::withHostName);
        spec.entrypoint().ifPresent(command::withEntrypoint);
        spec.user().ifPresent(command::withUser);
        spec.directory().ifPresent(command::withWorkingDir);
        spec.address().ifPresent(command::withIpv4Address);
    }

    private static Map<String, String> tmpfs(ContainerSpec spec) {
        return spec.tmpfs().stream()
                .map(text -> text.split(":", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part.length > 1 ? part[1] : ""));
    }

    static <T> Function<String, T> read(Function<String, T> parser, String what) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw Problem.usage("'" + text + "' is not a " + what + " as docker writes it")
                        .evidence(String.valueOf(e.getMessage()))
                        .cause(e);
            }
        };
    }
}
