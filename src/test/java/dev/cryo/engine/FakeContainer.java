package dev.cryo.engine;

import dev.cryo.engine.Container.Status;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Watch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A container of the {@link FakeEngine}: a thread is its process. Who calls holds no lock. */
final class FakeContainer {

    /** A piece of its log. */
    record Logged(Instant when, Watch.Stream stream, String text) {}

    private static final int KILLED = 137;

    final ContainerId id;
    final String name;
    final ContainerSpec spec;
    final List<String> command;
    final Image image;
    final Instant created = now();
    private final Runnable ended;
    private final List<Logged> log = new ArrayList<>();
    private Status status = Status.CREATED;
    private Optional<Instant> started = Optional.empty();
    private Optional<Instant> finished = Optional.empty();
    private int exitStatus;
    private long pid;
    private int ends;
    private Output listener = (stream, bytes) -> {};
    private @Nullable Thread process;
    private @Nullable FakeShell shell;

    /** @param ended told after each run */
    FakeContainer(
            ContainerId id, String name, ContainerSpec spec, List<String> command, Image image, Runnable ended) {
        this.id = id;
        this.name = name;
        this.spec = spec;
        this.command = command;
        this.image = image;
        this.ended = ended;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    Map<String, String> environment(List<String> more) {
        var environment = new HashMap<>(Map.of("PATH", "/bin"));
        spec.environment().forEach(e -> environment.put(before(e), after(e)));
        more.forEach(e -> environment.put(before(e), after(e)));
        return environment;
    }

    private static String before(String assignment) {
        return assignment.split("=", 2)[0];
    }

    private static String after(String assignment) {
        var parts = assignment.split("=", 2);
        return parts.length > 1 ? parts[1] : "";
    }

    synchronized void start(long asPid) {
        status = Status.RUNNING;
        started = Optional.of(now());
        finished = Optional.empty();
        exitStatus = 0;
        pid = asPid;
        var its = new FakeShell(environment(List.of()), spec.directory().orElse("/"), Optional.empty(), this::print);
        shell = its;
        process = Thread.ofVirtual().start(() -> live(its));
    }

    private void live(FakeShell its) {
        try {
            end(its, its.run(command));
        } catch (InterruptedException e) {
            // it was killed, and whoever did it has said how it ended
        }
    }

    private void end(FakeShell which, int with) {
        synchronized (this) {
            if (shell != which || !status.alive()) {
                return;
            }
            status = Status.EXITED;
            finished = Optional.of(now());
            exitStatus = with;
            pid = 0;
            if (process != null && process != Thread.currentThread()) {
                process.interrupt();
            }
        }
        ended.run();
        synchronized (this) {
            ends++;
            notifyAll();
        }
    }

    /** A signal to process 1, which minds only KILL and what it has a trap for. */
    void signal(String signal) {
        var its = current();
        if (its != null && signal.equals("KILL")) {
            end(its, KILLED);
        } else if (its != null && signal.equals("TERM")) {
            its.onTerm().ifPresent(with -> end(its, with));
        }
    }

    private synchronized @Nullable FakeShell current() {
        return shell;
    }

    private synchronized void print(Watch.Stream stream, byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        var logged = spec.tty()
                ? new Logged(now(), Watch.Stream.OUT, text.replace("\n", "\r\n"))
                : new Logged(now(), stream, text);
        log.add(logged);
        listener.write(logged.stream(), logged.text().getBytes(StandardCharsets.UTF_8));
        notifyAll();
    }

    synchronized Status status() {
        return status;
    }

    synchronized void pause(boolean on) {
        status = on ? Status.PAUSED : Status.RUNNING;
    }

    /** Waits until it is not alive, at most so long; answers whether it is so. */
    synchronized boolean awaitEnd(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (status.alive()) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Hears what it prints from now on; answers how often it has ended so far. */
    synchronized int listen(Output output) {
        listener = output;
        return ends;
    }

    /** Waits until it has ended more than so often. */
    synchronized int awaitEndAfter(int endsBefore) throws InterruptedException {
        while (ends <= endsBefore) {
            wait();
        }
        return exitStatus;
    }

    synchronized int exitStatus() {
        return exitStatus;
    }

    /** The pieces of the log from {@code from} on; waits for one with {@code follow} while there may be more. */
    synchronized List<Logged> log(int from, boolean follow) throws InterruptedException {
        while (follow && log.size() <= from && status.alive()) {
            wait();
        }
        return List.copyOf(log.subList(Math.min(from, log.size()), log.size()));
    }

    synchronized Container describe(String runtime) {
        return new Container(
                id,
                name,
                created,
                spec.image().text(),
                image.id(),
                command,
                spec.hostname().orElse(id.brief()),
                new Container.State(status, pid, exitStatus, "", started, finished),
                spec.runtime().orElse(runtime),
                spec.restart().orElse("no"),
                spec.autoRemove(),
                spec.tty(),
                List.of(),
                status.alive() ? Map.of("bridge", "172.17.0.2") : Map.of(),
                status.alive() ? spec.publish().stream().map(FakeContainer::published).toList() : List.of(),
                spec.labels(),
                Optional.of(new HostPath("/fake/" + id + "/upper")),
                Optional.of(new HostPath("/fake/" + id + "/log")),
                "{\"Id\":\"" + id + "\"}");
    }

    private static String published(String spec) {
        int last = spec.lastIndexOf(':');
        return spec.substring(0, last) + "->" + spec.substring(last + 1) + "/tcp";
    }

    synchronized ContainerSummary summary() {
        return new ContainerSummary(
                id,
                name,
                spec.image().text(),
                String.join(" ", command),
                created.truncatedTo(ChronoUnit.SECONDS),
                status,
                switch (status) {
                    case CREATED -> "Created";
                    case PAUSED -> "Up (Paused)";
                    case RUNNING -> "Up";
                    default -> "Exited (" + exitStatus + ")";
                },
                status.alive() ? spec.publish().stream().map(FakeContainer::published).toList() : List.of(),
                List.of());
    }
}
