package dev.cryo.engine;

import dev.cryo.verb.ImageName;
import dev.cryo.verb.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a new container shall be; the words and their meaning are docker's.
 *
 * @param publish as {@code docker run --publish} takes them, {@code 8080:80}
 * @param volumes as {@code docker run --volume} takes them, {@code /data:/data:ro}
 * @param environment {@code NAME=value}
 * @param labels name to value
 * @param tmpfs as {@code docker run --tmpfs} takes them, {@code /run:size=16m}
 */
public record ContainerSpec(
        ImageName image,
        List<String> command,
        Optional<String> name,
        Optional<String> hostname,
        Optional<String> entrypoint,
        List<String> environment,
        List<String> publish,
        List<String> volumes,
        List<String> tmpfs,
        Map<String, String> labels,
        Optional<String> network,
        Optional<String> address,
        Optional<String> user,
        Optional<String> directory,
        Optional<String> restart,
        Optional<String> runtime,
        Optional<Size> memory,
        Optional<Double> cpus,
        List<String> addedCapabilities,
        List<String> securityOptions,
        boolean privileged,
        boolean init,
        boolean tty,
        boolean interactive,
        boolean autoRemove,
        boolean readOnly) {

    /** A container of {@code image} that runs {@code command} and is as docker makes it by default otherwise. */
    public static ContainerSpec of(ImageName image, String name, List<String> command) {
        return new ContainerSpec(
                image,
                command,
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                false,
                false,
                false,
                false,
                false);
    }

    /** The same with another entrypoint and these volumes, without a network. */
    public ContainerSpec isolated(String program, List<String> mounted) {
        return new ContainerSpec(
                image, command, name, hostname, Optional.of(program), environment, publish, mounted, tmpfs, labels,
                Optional.of("none"), address, user, directory, restart, runtime, memory, cpus, addedCapabilities,
                securityOptions, privileged, init, tty, interactive, autoRemove, readOnly);
    }

    /** The same under another OCI runtime. */
    public ContainerSpec withRuntime(String name) {
        return new ContainerSpec(
                image, command, this.name, hostname, entrypoint, environment, publish, volumes, tmpfs, labels, network,
                address, user, directory, restart, Optional.of(name), memory, cpus, addedCapabilities, securityOptions,
                privileged, init, tty, interactive, autoRemove, readOnly);
    }
}
