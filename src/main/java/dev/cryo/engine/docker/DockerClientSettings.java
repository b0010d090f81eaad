package dev.cryo.engine.docker;

import dev.cryo.verb.Problem;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which daemon the docker client would take: {@code --host} or {@code --context}, {@code DOCKER_HOST},
 * {@code DOCKER_CONTEXT}, the current context; in this order. {@code DOCKER_TLS_VERIFY}, {@code DOCKER_TLS} and
 * {@code DOCKER_CERT_PATH} go with {@code --host} and {@code DOCKER_HOST}; {@code DOCKER_CONFIG} says where contexts are.
 */
public final class DockerClientSettings {

    private final Map<String, String> environment;
    private final Path folder;

    public DockerClientSettings(Map<String, String> environment) {
        this.environment = environment;
        this.folder = variable("DOCKER_CONFIG")
                .map(Path::of)
                .orElseGet(() -> Path.of(environment.getOrDefault("HOME", "/root"), ".docker"));
    }

    /**
     * A daemon that was named, not yet asked anything.
     *
     * @param why who named it
     */
    public record Named(String why, DockerEngine engine) {}

    /**
     * The daemon that was named, in whatever way; empty when none was, and the machine's own is meant.
     *
     * @param host what {@code --host} says
     * @param context what {@code --context} says
     * @throws Problem when what was said leads nowhere
     */
    public Optional<Named> find(Optional<String> host, Optional<String> context) {
        return choose(host, context).map(choice -> new Named(choice.why(), DockerEngine.over(choice.way())));
    }

    /**
     * Whether that daemon is reached without leaving this machine; so is its own, which is meant when none was named.
     *
     * @throws Problem when what was said leads nowhere
     */
    public boolean isNear(Optional<String> host, Optional<String> context) {
        return choose(host, context).map(Choice::way).map(UnixWay.class::isInstance).orElse(true);
    }

    /**
     * Refuses what cannot be the address of a daemon. Nothing is asked of it.
     *
     * @throws Problem of kind USAGE
     */
    public static void requireAddress(String text) {
        var _ = DockerAddress.read(text, Optional.empty());
    }

    record Choice(String why, Way way) {}

    Optional<Choice> choose(Optional<String> host, Optional<String> context) {
        if (host.isPresent() && context.isPresent()) {
            throw Problem.usage("--host and --context name two engines").remedy("leave one of them away");
        }
        if (host.isPresent()) {
            return named("as --host says", host.get());
        }
        if (context.isPresent()) {
            return ofContext(context.get(), "as --context says");
        }
        var variable = variable("DOCKER_HOST");
        if (variable.isPresent()) {
            return named("as DOCKER_HOST says", variable.get());
        }
        return variable("DOCKER_CONTEXT")
                .map(name -> ofContext(name, "as DOCKER_CONTEXT says"))
                .orElseGet(() -> new DockerContexts(folder)
                        .current()
                        .flatMap(name -> ofContext(name, "docker's context '" + name + "'")));
    }

    /** The context "default" is kept nowhere: it is DOCKER_HOST, and without that the machine's own Docker. */
    private Optional<Choice> ofContext(String name, String why) {
        return name.equals(DockerContexts.DEFAULT)
                ? variable("DOCKER_HOST").flatMap(host -> named("as DOCKER_HOST says", host))
                : Optional.of(new Choice(why, new DockerContexts(folder).way(name)));
    }

    private Optional<Choice> named(String why, String address) {
        return Optional.of(new Choice(why, DockerAddress.read(address, tls(address))));
    }

    private Optional<Tls> tls(String address) {
        boolean verify = variable("DOCKER_TLS_VERIFY").isPresent();
        if (address.startsWith("unix:") || address.startsWith("ssh:") || !(verify || variable("DOCKER_TLS").isPresent())) {
            return Optional.empty();
        }
        return Optional.of(Tls.of(variable("DOCKER_CERT_PATH").map(Path::of).orElse(folder), verify));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}
