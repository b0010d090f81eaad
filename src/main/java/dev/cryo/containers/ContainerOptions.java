package dev.cryo.containers;

import dev.cryo.engine.ContainerSpec;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options that {@code run} and {@code create} have from docker, with docker's names and meaning. */
public record ContainerOptions(
        @Option(help = "the container's name") Optional<String> name,
        @Option(letter = "e", label = "NAME=VALUE", help = "an environment variable") List<String> env,
        @Option(letter = "p", label = "HOST:PORT", help = "publish a port") List<String> publish,
        @Option(letter = "v", label = "SOURCE:PATH", help = "mount a volume, or a folder of the engine's host")
                List<String> volume,
        @Option(label = "PATH", help = "mount a tmpfs") List<String> tmpfs,
        @Option(letter = "l", label = "NAME=VALUE", help = "a label") List<String> label,
        @Option(help = "the network to join") Optional<String> network,
        @Option(help = "the address in it") Optional<String> ip,
        @Option(help = "the host name inside") Optional<String> hostname,
        @Option(help = "the program to run instead of the image's") Optional<String> entrypoint,
        @Option(letter = "u", help = "the user it runs as") Optional<String> user,
        @Option(letter = "w", label = "DIR", help = "its working directory") Optional<String> workdir,
        @Option(label = "POLICY", help = "no, always, unless-stopped or on-failure") Optional<String> restart,
        @Option(help = "the OCI runtime (default: the engine's)") Optional<String> runtime,
        @Option(letter = "m", help = "the most memory it may use") Optional<Size> memory,
        @Option(help = "how many processors it may use") Optional<Double> cpus,
        @Option(label = "CAPABILITY", help = "add a capability") List<String> capAdd,
        @Option(label = "OPTION", help = "a security option") List<String> securityOpt,
        @Option(help = "all capabilities and devices") boolean privileged,
        @Option(help = "an init as process 1") boolean init,
        @Option(letter = "t", help = "a terminal") boolean tty,
        @Option(letter = "i", help = "keep standard input open") boolean interactive,
        @Option(help = "delete it when it stops") boolean rm,
        @Option(help = "a root filesystem that cannot be written") boolean readOnly) {

    ContainerSpec spec(ImageName image, List<String> command) {
        return new ContainerSpec(
                image,
                command,
                name,
                hostname,
                entrypoint,
                env,
                publish,
                volume,
                tmpfs,
                labels(),
                network,
                ip,
                user,
                workdir,
                restart,
                runtime,
                memory,
                cpus,
                capAdd,
                securityOpt,
                privileged,
                init,
                tty,
                interactive,
                rm,
                readOnly);
    }

    private Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        for (var text : label) {
            var part = text.split("=", 2);
            if (part[0].isEmpty()) {
                throw Problem.usage("'" + text + "' is not a label").remedy("write --label NAME=VALUE");
            }
            labels.put(part[0], part.length > 1 ? part[1] : "");
        }
        return labels;
    }
}
