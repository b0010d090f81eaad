package dev.cryo.catalog;

import dev.cryo.engine.DirectHost;
import dev.cryo.engine.Engine;
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
 * Finds the engine that is meant: what the global options say, what {@code DOCKER_HOST} says, the local Docker, a lab
 * that is up; in this order. Nothing is ever built here.
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
        settings.context().ifPresent(context -> {
            throw Problem.failed("contexts are not supported yet").remedy("name the engine with --host unix:///PATH");
        });
        if (settings.engine().equals(Optional.of(EngineKind.PODMAN))) {
            throw Problem.failed("Podman is not supported yet").remedy("take Docker, or a lab");
        }
        if (settings.engine().equals(Optional.of(EngineKind.LAB))) {
            return lab("as --engine says").orElseThrow(Engines::noLab);
        }
        return named().or(this::local).or(() -> lab("there is no Docker at " + LOCAL_SOCKET)).orElseThrow(Engines::none);
    }

    /** The local Docker, if it is there. */
    Optional<Choice> local() {
        return answers(LOCAL_SOCKET)
                ? Optional.of(new Choice("the Docker of this machine", docker(LOCAL_SOCKET)))
                : Optional.empty();
    }

    private Optional<Choice> named() {
        return settings.host()
                .map(host -> new Choice("as --host says", docker(socket(host))))
                .or(() -> Optional.ofNullable(environment.get("DOCKER_HOST"))
                        .filter(host -> !host.isEmpty() && settings.engine().isEmpty())
                        .map(host -> new Choice("as DOCKER_HOST says", docker(socket(host)))));
    }

    private static Path socket(String host) {
        if (host.startsWith("unix://")) {
            return Path.of(host.substring("unix://".length()));
        }
        throw Problem.failed("an engine at '" + host + "' cannot be reached yet")
                .remedy("engines are reached through unix:///PATH on the machine where they run");
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

    private static Engine docker(Path socket) {
        return new DockerEngine(
                socket,
                () -> DirectHost.behind(socket)
                        .orElseThrow(() -> Problem.failed("the host of the engine at " + socket + " cannot be entered")
                                .evidence("no dockerd that listens there can be seen by this process")
                                .remedy("run Cryo as root on the machine where dockerd runs")));
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
                .remedy("'lab up' makes a private one; --host or DOCKER_HOST name another");
    }
}
