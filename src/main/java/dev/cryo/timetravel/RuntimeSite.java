package dev.cryo.timetravel;

import dev.cryo.engine.Engine;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.EngineInfo;
import dev.cryo.engine.HostResult;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Where Cryo's OCI runtime stands on an engine host: the program, and the daemon's configuration, read and changed by
 * install.sh there.
 *
 * @param daemon the pid of dockerd there
 * @param flags what its command line says that its configuration may not repeat
 */
record RuntimeSite(Engine engine, String daemon, HostPath config, List<String> flags) {

    static final HostPath PROGRAM = new HostPath("/usr/local/bin/cryo-runtime");

    private static final HostScript SCRIPT = HostScript.beside(RuntimeSite.class, "install.sh");
    private static final HostScript RUNTIME = HostScript.beside(HostScript.class, "host/cryo-runtime");
    private static final String MARK = "# cryo-runtime:";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static RuntimeSite of(Engine engine) {
        var result = engine.host().run(SCRIPT, List.of("look", engine.info().dataRoot().text()));
        if (!result.succeeded()) {
            throw Problem.failed("the daemon is not found on its host")
                    .evidence(result.err())
                    .remedy("put cryo-runtime there by hand, and name it in daemon.json");
        }
        var found = result.out().stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.groupingBy(
                        line -> line[0], Collectors.mapping(line -> line[1], Collectors.toList())));
        return new RuntimeSite(
                engine,
                found.getOrDefault("daemon", List.of("")).getFirst(),
                new HostPath(found.getOrDefault("config", List.of("/etc/docker/daemon.json")).getFirst()),
                found.getOrDefault("flag", List.of()));
    }

    HostPath before() {
        return new HostPath(config + ".before-cryo");
    }

    /** The bytes of a file there; none of a missing one. */
    byte[] read(HostPath file) {
        return host().exists(file) ? host().read(file) : new byte[0];
    }

    boolean has(HostPath file) {
        return host().exists(file);
    }

    /** Whether the program is there as this Cryo has it. */
    boolean upToDate() {
        return Arrays.equals(read(PROGRAM), bytes());
    }

    /** Whether there is a program of that name which is none of Cryo's. */
    boolean isForeign() {
        return has(PROGRAM)
                && !new String(read(PROGRAM), StandardCharsets.ISO_8859_1)
                        .lines()
                        .limit(2)
                        .anyMatch(line -> line.startsWith(MARK));
    }

    /** Cryo's runtime as this Cryo has it. */
    static HostScript program() {
        return RUNTIME;
    }

    private static byte[] bytes() {
        return RUNTIME.text().getBytes(StandardCharsets.UTF_8);
    }

    void putProgram() {
        put(PROGRAM, "755", bytes());
    }

    /** Keeps what is there now beside it, and changes it. */
    void putConfig(byte[] bytes) {
        run("keep", config.text());
        put(config, "644", bytes);
    }

    private void put(HostPath file, String mode, byte[] bytes) {
        var arguments = List.of("put", file.text(), mode, Integer.toString(bytes.length));
        try (var process = host().start(SCRIPT, arguments)) {
            try (var in = process.input()) {
                in.write(bytes);
            } catch (IOException e) {
                // It has ended, and says why.
            }
            check("put " + file, process.finish());
        }
    }

    void drop(HostPath... files) {
        var arguments = new ArrayList<>(List.of("drop"));
        Arrays.stream(files).map(HostPath::text).forEach(arguments::add);
        run(arguments.toArray(String[]::new));
    }

    private void run(String... arguments) {
        check(String.join(" ", arguments), host().run(SCRIPT, List.of(arguments)));
    }

    private static void check(String what, HostResult result) {
        if (!result.succeeded()) {
            throw Problem.failed("the engine's host could not be changed")
                    .evidence(what)
                    .evidence(result.err())
                    .remedy("is that folder writable there?");
        }
    }

    /** Lets the daemon read its configuration anew, and answers whether it then is as wanted. */
    boolean reload(Predicate<EngineInfo> wanted) {
        run("reload", daemon);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.test(engine.askInfo())) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.interrupted();
            }
        }
        return true;
    }

    /** A flag that says what the configuration is to say, too: the daemon refuses to read both. */
    Optional<String> contradiction(boolean asDefault) {
        return flags.stream().filter(flag -> asDefault || !flag.equals("--default-runtime")).findFirst();
    }

    private EngineHost host() {
        return engine.host();
    }
}
