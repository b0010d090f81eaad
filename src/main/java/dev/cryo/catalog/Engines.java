package dev.cryo.catalog;

import dev.cryo.engine.DirectHost;
import dev.cryo.engine.Engine;
import dev.cryo.engine.docker.DockerClientSettings;
import dev.cryo.engine.docker.DockerEngine;
import dev.cryo.lab.Lab;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the engine that is meant: what the global options say, what the docker client's variables and contexts say,
 * the local Docker, a lab that is up; in this order. Nothing is ever built here.
 */
final class Engines {

    private static final Path LOCAL_SOCKET = Path.of("/var/run/docker.sock");

    private final Settings settings;
    private final Map<String, String> environment;

    Engines(Settings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /**
     * An engine, not yet asked anything.
     *
     * @param why how it was chosen, for the user
     */
    record Choice(String why, Engine engine) {}

    /**
     * @throws Problem when there is none, or it is of a kind that is not supported
     */
    Choice find() {
        if (settings.engine().equals(Optional.of(EngineKind.PODMAN))) {
            throw Problem.failed("Podman is not supported yet").remedy("take Docker, or a lab");
        }
        if (settings.engine().equals(Optional.of(EngineKind.LAB))) {
            return lab(as(settings.of(Setting.ENGINE)).orElse("as --engine says")).orElseThrow(Engines::noLab);
        }
        return named().or(this::local).or(() -> lab("there is no Docker at " + LOCAL_SOCKET)).orElseThrow(Engines::none);
    }

    /** Whether the one that is meant is reached without leaving this machine. It is not asked anything. */
    boolean isNear() {
        return settings.engine().equals(Optional.of(EngineKind.LAB))
                || new DockerClientSettings(environment).isNear(settings.host(), settings.context());
    }

    /** The local Docker, if it is there. */
    Optional<Choice> local() {
        return answers(LOCAL_SOCKET)
                ? Optional.of(new Choice("the Docker of this machine", DockerEngine.at(LOCAL_SOCKET)))
                : Optional.empty();
    }

    private Optional<Choice> named() {
        return new DockerClientSettings(environment)
                .find(settings.host(), settings.context())
                .map(named -> new Choice(
                        as(settings.of(Setting.HOST).or(() -> settings.of(Setting.CONTEXT))).orElse(named.why()),
                        named.engine()));
    }

    private static Optional<String> as(Optional<Settings.Given> said) {
        return said.map(given -> "as " + given.from() + " says");
    }

    private static Optional<Choice> lab(String why) {
        return Lab.all().stream()
                .filter(Lab::isUp)
                .min(Comparator.comparing((Lab lab) -> !lab.name().equals("default")).thenComparing(Lab::name))
                .map(lab -> new Choice("lab '" + lab.name() + "': " + why, of(lab)));
    }

    /** The engine of a lab that is up. */
    static Engine of(Lab lab) {
        return new DockerEngine(lab.socket(), () -> DirectHost.of(lab.initPid()));
    }

    private static boolean answers(Path socket) {
        try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Problem noLab() {
        return Problem.failed("no lab is up").remedy("'lab up' starts one");
    }

    private static Problem none() {
        return Problem.failed("there is no engine")
                .evidence("no Docker listens at " + LOCAL_SOCKET + ", and no lab is up")
                .remedy("'lab up' makes a private one; --host, --context or DOCKER_HOST name another");
    }
}
