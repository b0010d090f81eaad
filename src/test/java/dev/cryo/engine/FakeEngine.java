package dev.cryo.engine;

import dev.cryo.engine.Container.Status;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An engine in memory. It passes the contract that the real one passes; its containers run the programs of
 * {@link FakeShell}, in threads.
 */
public final class FakeEngine implements Engine {

    private static final Set<String> SIGNALS = Set.of("KILL", "TERM", "HUP", "INT", "USR1", "USR2", "STOP", "CONT");
    private static final int TAR_BLOCK = 512;

    private final List<FakeContainer> containers = new ArrayList<>();
    /** What the containers were made by, those that are gone too, by their documents. */
    private final Map<String, ContainerSpec> specs = new HashMap<>();
    private final List<Image> images = new ArrayList<>();
    private final Map<String, List<String>> commands = new HashMap<>();
    /** What images were made of, by their full names. */
    private final Map<String, byte[]> archives = new HashMap<>();
    private final FakeHost host = new FakeHost();
    private final Random random = new Random(1);
    private long nextPid = 100;

    /** An engine that has the image "busybox". */
    public FakeEngine() {
        addImage("busybox", 1 << 20, List.of("sh"));
    }

    private void addImage(String name, long bytes, List<String> command) {
        var full = full(name);
        images.removeIf(image -> image.names().contains(full));
        images.add(new Image("sha256:" + digits(32), List.of(full), Instant.now(), new Size(bytes)));
        commands.put(full, command);
    }

    private static String full(String name) {
        return name.contains(":") ? name : name + ":latest";
    }

    private String digits(int bytes) {
        var drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    @Override
    public EngineInfo askInfo() {
        return info();
    }

    @Override
    public EngineInfo info() {
        return new EngineInfo(
                "FAKE", "docker", "28.0", "overlay2", false, new HostPath("/var/lib/docker"),
                List.of("runc", EngineInfo.CRYO_RUNTIME), EngineInfo.CRYO_RUNTIME, false, 2, false);
    }

    @Override
    public synchronized List<ContainerSummary> containers(boolean all) {
        return containers.reversed().stream()
                .map(FakeContainer::summary)
                .filter(c -> all || c.state().alive())
                .toList();
    }

    @Override
    public Container container(ContainerName name) {
        return find(name.text()).describe(EngineInfo.CRYO_RUNTIME);
    }

    private FakeContainer find(ContainerId id) {
        return find(id.text());
    }

    private synchronized FakeContainer find(String text) {
        return containers.stream()
                .filter(c -> c.name.equals(text) || c.id.text().startsWith(text))
                .findFirst()
                .orElseThrow(() -> Problem.failed("there is no container '" + text + "'")
                        .evidence(containers.isEmpty() ? "the engine has no containers" : "the engine has: " + names())
                        .remedy("'ps --all' lists them"));
    }

    private String names() {
        return containers.stream().map(c -> c.name).sorted().collect(Collectors.joining(", "));
    }

    @Override
    public void start(ContainerId id, String checkpoint) {
        var name = find(id).name;
        throw refused("start " + name + " from its checkpoint", "checkpoint " + checkpoint + " does not exist");
    }

    @Override
    public synchronized ContainerId create(ContainerSpec spec) {
        var id = new ContainerId(digits(32));
        var name = spec.name().orElse("nameless_" + id.brief());
        var doing = "create a container of '" + spec.image() + "'";
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+")) {
            throw refused(doing, "Invalid container name (" + name + ")");
        }
        if (containers.stream().anyMatch(c -> c.name.equals(name))) {
            throw refused(doing, "The container name \"/" + name + "\" is already in use");
        }
        var image = images.stream()
                .filter(i -> i.names().contains(full(spec.image().text())))
                .findFirst()
                .orElseThrow(() -> refused(doing, "No such image: " + spec.image()));
        var command = spec.command().isEmpty()
                ? commands.getOrDefault(full(spec.image().text()), List.of())
                : spec.command();
        Runnable ended = () -> {
            if (spec.autoRemove()) {
                forget(id);
            }
        };
        var made = new FakeContainer(id, name, spec, command, image, ended);
        containers.add(made);
        specs.put(made.describe(EngineInfo.CRYO_RUNTIME).document(), spec);
        return id;
    }

    @Override
    public ContainerId create(ContainerCopy copy) {
        ContainerSpec origin;
        synchronized (this) {
            origin = specs.get(copy.document());
        }
        if (origin == null) {
            throw Problem.failed("what is known of the container to be copied cannot be read");
        }
        return create(new ContainerSpec(
                origin.image(), origin.command(), Optional.of(copy.name()), copy.hostname(), origin.entrypoint(),
                origin.environment(), copy.publish().isEmpty() ? origin.publish() : copy.publish(), origin.volumes(),
                origin.tmpfs(), origin.labels(), origin.network(), Optional.empty(), origin.user(), origin.directory(),
                copy.restarts() ? origin.restart() : Optional.of("no"), origin.runtime(), origin.memory(), origin.cpus(),
                origin.addedCapabilities(), origin.securityOptions(), origin.privileged(), origin.init(), origin.tty(),
                origin.interactive(), false, origin.readOnly()));
    }

    private synchronized void forget(ContainerId id) {
        containers.removeIf(c -> c.id.equals(id));
    }

    private static Problem refused(String what, String said) {
        return Problem.failed("the engine could not " + what).evidence(said);
    }

    @Override
    public void start(ContainerId id) {
        var container = find(id);
        if (container.status().alive()) {
            throw Problem.failed("container " + id.brief() + " is running already");
        }
        synchronized (this) {
            container.start(nextPid++);
        }
    }

    @Override
    public void stop(ContainerId id, Duration grace) {
        var container = find(id);
        try {
            container.signal("TERM");
            if (!container.awaitEnd(grace.toMillis())) {
                container.signal("KILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted();
        }
    }

    @Override
    public void kill(ContainerId id, String signal) {
        var container = find(id);
        if (!container.status().alive()) {
            throw refused("kill " + id.brief(), "container is not running");
        }
        if (!SIGNALS.contains(signal)) {
            throw refused("kill " + id.brief(), "invalid signal: " + signal);
        }
        container.signal(signal);
    }

    @Override
    public void pause(ContainerId id) {
        turn(id, "pause", Status.RUNNING);
    }

    @Override
    public void unpause(ContainerId id) {
        turn(id, "unpause", Status.PAUSED);
    }

    private void turn(ContainerId id, String what, Status from) {
        var container = find(id);
        if (container.status() != from) {
            throw refused(what + " " + id.brief(), "container is " + container.status());
        }
        container.pause(from == Status.RUNNING);
    }

    @Override
    public void remove(ContainerId id, boolean force) {
        var container = find(id);
        if (container.status().alive()) {
            if (!force) {
                throw refused("remove " + id.brief(), "container is running: stop it before removing it or force");
            }
            container.signal("KILL");
        }
        forget(id);
    }

    @Override
    public int awaitExit(ContainerId id) {
        var container = find(id);
        try {
            container.awaitEnd(Long.MAX_VALUE / 1_000_000_000);
            return container.exitStatus();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted();
        }
    }

    @Override
    public void logs(ContainerId id, Logs logs, Output output) {
        var container = find(id);
        try {
            var already = container.log(0, false);
            var since = logs.since().map(time -> time.truncatedTo(ChronoUnit.SECONDS)).orElse(Instant.EPOCH);
            int early = (int) already.stream().filter(piece -> piece.when().isBefore(since)).count();
            int from = logs.tail().map(tail -> Math.max(early, already.size() - tail)).orElse(early);
            for (var piece = container.log(from, logs.follow()); !piece.isEmpty(); piece = container.log(from, logs.follow())) {
                for (var one : piece) {
                    output.write(one.stream(), shown(one, logs).getBytes(StandardCharsets.UTF_8));
                }
                from += piece.size();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted();
        }
    }

    private static String shown(FakeContainer.Logged logged, Logs logs) {
        return logs.timestamps() ? logged.when() + " " + logged.text() : logged.text();
    }

    @Override
    public Attached attach(ContainerId id, Output output) {
        var container = find(id);
        int ends = container.listen(output);
        return new Attached() {
            @Override
            public int awaitEnd() {
                try {
                    return container.awaitEndAfter(ends);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw Problem.interrupted();
                }
            }

            @Override
            public void close() {
                container.listen((stream, bytes) -> {});
            }
        };
    }

    @Override
    public int exec(ContainerId id, ExecSpec spec, Output output) {
        var container = find(id);
        if (container.status() != Status.RUNNING) {
            throw refused("run a command in " + id.brief(), "container is " + container.status());
        }
        var shell = new FakeShell(
                container.environment(spec.environment()),
                spec.directory().orElse(container.spec.directory().orElse("/")),
                spec.input(),
                output);
        try {
            return shell.run(spec.command());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted();
        }
    }

    @Override
    public synchronized Optional<InputStream> archive(ContainerId id, String path) {
        var tar = archives.getOrDefault(full(find(id).spec.image().text()), new byte[0]);
        for (int at = 0; at + TAR_BLOCK <= tar.length && tar[at] != 0; ) {
            var name = new String(tar, at, 100, StandardCharsets.UTF_8).replaceFirst("\0.*", "");
            int size = Integer.parseInt(new String(tar, at + 124, 11, StandardCharsets.US_ASCII), 8);
            int end = at + TAR_BLOCK + (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
            if (path.equals("/" + name)) {
                return Optional.of(
                        new ByteArrayInputStream(Arrays.copyOf(Arrays.copyOfRange(tar, at, end), end - at + 2 * TAR_BLOCK)));
            }
            at = end;
        }
        return Optional.empty();
    }

    @Override
    public synchronized List<Image> images() {
        return List.copyOf(images.reversed());
    }

    @Override
    public synchronized Image image(ImageName name) {
        return images.stream()
                .filter(i -> i.names().contains(full(name.text())) || i.id().equals(name.text()))
                .findFirst()
                .orElseThrow(() -> Problem.failed("there is no image '" + name + "'"));
    }

    @Override
    public synchronized void importImage(InputStream tar, ImageName name, List<String> command) {
        try {
            var bytes = tar.readAllBytes();
            boolean whole = bytes.length >= TAR_BLOCK
                    && Arrays.equals(bytes, 257, 262, "ustar".getBytes(StandardCharsets.US_ASCII), 0, 5);
            if (!whole) {
                throw Problem.failed("the engine refused the upload").evidence("invalid tar header");
            }
            addImage(name.text(), bytes.length, command);
            archives.put(full(name.text()), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FakeHost host() {
        return host;
    }

    @Override
    public synchronized void close() {
        containers.forEach(c -> c.signal("KILL"));
    }
}
