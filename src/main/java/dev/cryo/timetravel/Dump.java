package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostProcess;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The frozen moment: a container is frozen, dumped, its filesystem changes are copied, and it is thawed, all by one
 * script on the engine host (freeze.sh) that goes on whatever happens to Cryo.
 *
 * @param images the image directory, empty before
 * @param work where CRIU's log and statistics go
 * @param filesystem the archive to be made of the filesystem changes, if they are wanted
 * @param volumes the archives to be made of volumes
 * @param options lines for CRIU's configuration file
 * @param together where it waits for dumps of other containers
 * @param aftermath tells what the container does after a failure
 */
record Dump(
        Container container,
        SharedFolder images,
        SharedFolder work,
        Optional<Archive> filesystem,
        List<Volume> volumes,
        List<String> options,
        Optional<Rendezvous> together,
        Aftermath aftermath) {

    static final String LOG = "dump.log";

    private static final HostScript FREEZE = HostScript.beside(Dump.class, "freeze.sh");

    /** A dump that takes longer than this is given up, and the container thawed. */
    static final Duration DEADLINE = Duration.ofMinutes(3);

    /**
     * What came of it.
     *
     * @param logOffset how long the container's log was
     * @param stoodStill from freezing to thawing; empty for a container that was not thawed
     */
    record Outcome(Optional<Long> logOffset, Optional<Duration> stoodStill) {}

    /** Lets the container go on at once. */
    Outcome andGoOn(EngineHost host) {
        try (var script = start(host, "go")) {
            return follow(script, () -> together.ifPresent(Rendezvous::await));
        }
    }

    /**
     * Keeps the container standing while {@code durable} makes the checkpoint durable, and thaws it when that fails; then
     * {@code end} ends it, without any of its processes having moved again.
     *
     * @param quietly those at the other end of its connections are not to hear of that
     */
    Outcome andHold(EngineHost host, boolean quietly, Runnable durable, Runnable end) {
        try (var script = start(host, quietly ? "hold-quietly" : "hold")) {
            return follow(script, () -> {
                durable.run();
                script.say("end");
                if (!script.line().equals(Optional.of("ending"))) {
                    throw failed("script", script);
                }
                end.run();
            });
        }
    }

    private HostProcess start(EngineHost host, String mode) {
        var words = new ArrayList<>(List.of(
                container.id().text(),
                Long.toString(container.state().pid()),
                images.onHost().text(),
                work.onHost().text(),
                (together.isPresent() ? "together-" : "") + mode,
                Long.toString(DEADLINE.toSeconds()),
                container.log().map(HostPath::text).orElse(""),
                container.upper().map(HostPath::text).orElse(""),
                filesystem.map(Archive::onHost).map(HostPath::text).orElse(""),
                String.join("\n", options)));
        volumes.forEach(volume -> {
            words.add(volume.folder().text());
            words.add(volume.archive().onHost().text());
        });
        return host.start(FREEZE, words);
    }

    private Outcome follow(HostProcess script, Runnable dumped) {
        var logOffset = Optional.<Long>empty();
        var stoodStill = Optional.<Duration>empty();
        boolean done = false;
        for (var line = script.line(); line.isPresent(); line = script.line()) {
            var words = line.get().split(" ", 2);
            switch (words[0]) {
                case "log" -> logOffset = Optional.of(Long.parseLong(words[1]));
                case "frozen" -> {
                    long since = Long.parseLong(words[1]);
                    together.ifPresent(others -> others.awaitFrozen(since));
                    script.say("dump");
                }
                case "dumped" -> {
                    done = true;
                    dumped.run();
                    script.say("done");
                }
                case "thawed" -> stoodStill = Optional.of(Duration.ofNanos(Long.parseLong(words[1])));
                case "failed" -> throw failed(words[1], script);
                default -> {}
            }
        }
        if (!done) {
            throw failed("script", script);
        }
        return new Outcome(logOffset, stoodStill);
    }

    private Problem failed(String stage, HostProcess script) {
        var said = script.finish().err();
        work.fetch();
        return switch (stage) {
            case "find" ->
                Problem.failed("the runtime on the engine's host does not know '" + container.name() + "'")
                        .evidence("no folder of runc's below /run/docker or /run/containerd is called " + container.id())
                        .remedy("is it still running? Engines other than Docker with runc are not supported yet");
            case "busy" ->
                Problem.failed("another Cryo is taking a checkpoint of '" + container.name() + "'")
                        .remedy("wait until it is done");
            case "coming" ->
                Problem.failed("memory of '" + container.name() + "' still comes, and would be dumped as zeros")
                        .remedy("try again when it is there");
            case "stopped" ->
                Problem.failed("'" + container.name() + "' has stopped processes, and CRIU cannot take those on cgroup v1")
                        .evidence(said)
                        .remedy("let them go on (kill -CONT), or run the engine on cgroup v2");
            case "pause" -> Problem.failed("'" + container.name() + "' cannot be frozen").evidence(said);
            case "killed" ->
                Problem.failed("'" + container.name()
                                + "' could not be dumped: it, or a process in it, was killed meanwhile; it "
                                + aftermath.now())
                        .remedy("if it was not to end, take the checkpoint again");
            case "filesystem" ->
                Explanation.of(
                        "the files of '" + container.name() + "' could not be copied; it " + aftermath.now(),
                        Optional.empty(),
                        said);
            case "dump" ->
                Explanation.of("'" + container.name() + "' could not be dumped, and " + aftermath.now(), log(), said);
            default ->
                Problem.failed("the dump of '" + container.name() + "' was broken off; it " + aftermath.now())
                        .evidence(said);
        };
    }

    private Optional<String> log() {
        try {
            return Optional.of(new String(Files.readAllBytes(work.here().resolve(LOG)), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty(); // CRIU did not come to writing one: what runc said is all there is
        }
    }

    /** Brings here what the dump has written, where the engine host wrote it elsewhere. */
    void fetch() {
        images.fetch();
        work.fetch();
        Stream.concat(filesystem.stream(), volumes.stream().map(Volume::archive))
                .map(Archive::folder)
                .distinct()
                .forEach(SharedFolder::fetch);
    }

    /** An archive to be made in a folder. */
    record Archive(SharedFolder folder, String name) {
        HostPath onHost() {
            return folder.onHost().resolve(name);
        }
    }

    /** A volume, which lies in a folder of the engine's host. */
    record Volume(HostPath folder, Archive archive) {}
}
