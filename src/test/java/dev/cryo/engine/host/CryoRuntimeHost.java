package dev.cryo.engine.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/**
 * An engine host for the OCI runtime, with a runc that only writes down how it was called. What is proven of the runtime is
 * proven under every shell that /bin/sh is likely to be on an engine host.
 */
abstract class CryoRuntimeHost {
    static final Path SCRIPT = Path.of(
            System.getProperty("cryo.checkout", "."), "src/main/resources/dev/cryo/engine/host/cryo-runtime");
    static final String ID = "0123456789abcdef".repeat(4);
    static final String OTHER_ID = "fedcba9876543210".repeat(4);
    static final List<String> HOSTILE =
            List.of("", " ", "a b", "it's", "\"", "new\nline\n", "$(touch x)", "`id`", "*", "\\", "-", "--", "--x=y z");

    /** Writes its arguments and environment down under its pid (exec keeps it), then does as it is told. */
    static final String FAKE_RUNC = """
            #!/bin/sh
            # a runc for tests
            if [ -n "$FAKE_TRAP" ]; then trap 'exit 55' TERM; fi
            for a; do printf '%s\\0' "$a"; done >"$FAKE/argv.new.$$"
            if [ -n "$FAKE_ENV" ]; then env -0 >"$FAKE/env.$$"; fi
            PATH=/usr/sbin:/usr/bin:/sbin:/bin
            mv "$FAKE/argv.new.$$" "$FAKE/argv.$$"
            case "$*" in *'ps -f json'*) cat "$FAKE/pids"; exit "${FAKE_PS_EXIT:-0}" ;; esac
            if [ -n "$FAKE_CROWD" ]; then
                n=0
                while [ "$(ls "$FAKE" | grep -c '^argv')" -lt "$FAKE_CROWD" ] && [ $n -lt 1000 ]; do n=$((n + 1)); sleep 0.02; done
            fi
            case "$*" in *restore*)
                case $FAKE_HANGS in
                    child) sleep 60 & wait $! ;;
                    # the one that ends does so under the last sleep, which asks after nobody; a shell would
                    zombie)
                        until grep -qx sleep /proc/$$/comm; do sleep 0.01; done &
                        sleep 60 & echo $! >"$FAKE/first"; exec sleep 60 ;;
                esac ;;
            esac
            while [ -n "$FAKE_TRAP" ]; do sleep 0.01; done
            if [ -n "$FAKE_SIGNAL" ]; then kill -"$FAKE_SIGNAL" $$; fi
            exit "${FAKE_EXIT:-0}"
            """;

    @Parameter
    String shell = "";

    @TempDir
    Path dir;

    final Map<String, String> environment = new HashMap<>();
    private final List<Process> started = new ArrayList<>();
    Path bin = Path.of("");
    Path fake = Path.of("");
    Path run = Path.of("");
    Path root = Path.of("");
    Path bundle = Path.of("");

    @BeforeEach
    void anEngineHost() throws IOException {
        String interpreter = shell.split(" ", 2)[0];
        assumeTrue(inPath(interpreter), interpreter + " is not installed here");
        bin = Files.createDirectory(dir.resolve("bin"));
        fake = Files.createDirectory(dir.resolve("fake"));
        run = Files.createDirectory(dir.resolve("run"));
        root = Files.createDirectory(dir.resolve("root"));
        bundle = Files.createDirectory(dir.resolve("a bundle"));
        executable(bin.resolve("runc"), FAKE_RUNC);
        Files.writeString(bundle.resolve("config.json"), "{\"ociVersion\":\"1.2.1\"}");
        Files.writeString(fake.resolve("pids"), "[]\n");
        environment.put("FAKE", fake.toString());
        environment.put("CRYO_RUN", run.toString());
        environment.put("PATH", bin + ":" + System.getenv("PATH"));
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    // ---- how it is driven

    record Outcome(int exit, String out, String err) {}

    record Running(Process process, Path out, Path err) {
        Outcome end() throws IOException, InterruptedException {
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still running");
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    Running begin(List<String> args) throws IOException {
        List<String> command = new ArrayList<>(List.of(shell.split(" ", -1)));
        command.add(SCRIPT.toAbsolutePath().toString());
        return begin(command, args);
    }

    Running begin(List<String> command, List<String> args) throws IOException {
        Path out = Files.createTempFile(dir, "out", "");
        Path err = Files.createTempFile(dir, "err", "");
        ProcessBuilder builder = new ProcessBuilder(join(command, args)).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.directory(Path.of(environment.getOrDefault("CWD", dir.toString())).toFile());
        Process process = builder.start();
        started.add(process);
        return new Running(process, out, err);
    }

    Outcome runtime(List<String> args) throws IOException, InterruptedException {
        return begin(args).end();
    }

    List<String> plainCreate(String id) {
        return List.of("--root", root.toString(), "create", "--bundle", bundle.toString(), id);
    }

    Outcome create() throws IOException, InterruptedException {
        return runtime(plainCreate(ID));
    }

    List<String> startGlobals() {
        return List.of("--root", root.toString(), "--log", dir + "/log.json", "--log-format=json");
    }

    Outcome start() throws IOException, InterruptedException {
        return runtime(join(startGlobals(), List.of("start", ID)));
    }

    /** What every start that fails has to do: kill, tell the engine and the user, resume nothing. */
    void gaveUp(Outcome outcome, String why) throws IOException {
        assertEquals(new Outcome(1, "", "cryo-runtime: " + why + "\n"), outcome);
        assertTrue(recorded("argv.").contains(join(startGlobals(), List.of("kill", ID, "KILL"))));
        String last = Files.readAllLines(dir.resolve("log.json")).getLast();
        assertTrue(
                last.matches("\\{\"level\":\"error\",\"msg\":\"cryo-runtime: " + why + "\",\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"}"),
                last);
        assertNotEquals(Set.of("restored"), names(folder(ID)));
    }

    Path folder(String id) {
        return run.resolve(id);
    }

    Path arm(String id) throws IOException {
        Path arm = Files.createDirectories(folder(id).resolve("arm"));
        Files.createDirectories(dir.resolve("the image"));
        Files.createDirectories(dir.resolve("the work"));
        Files.writeString(arm.resolve("image"), dir + "/the image\n");
        Files.writeString(arm.resolve("work"), dir + "/the work");
        Files.writeString(arm.resolve("token"), "token of " + id + "\n");
        Files.writeString(arm.resolve("criu.conf"), "leave-stopped\n");
        return arm;
    }

    Path restoring() throws IOException {
        Path restoring = Files.createDirectories(folder(ID).resolve("restoring"));
        Files.createDirectories(dir.resolve("the work"));
        Files.writeString(restoring.resolve("work"), dir + "/the work\n");
        Files.writeString(restoring.resolve("token"), "token\n");
        return restoring;
    }

    /** A restore that need not wait for its memory, and whose first task this is. */
    void early(Process task) throws IOException {
        Files.writeString(restoring().resolve("early"), "");
        Files.createDirectories(root.resolve(ID));
        Files.writeString(root.resolve(ID).resolve("state.json"), "{\"id\":\"x\",\"init_process_pid\":" + task.pid() + ",\"y\":1}");
        tasks(task);
    }

    void lazyAndGone() throws IOException, InterruptedException {
        Process pages = sleeper();
        Files.writeString(restoring().resolve("lazy"), pages.pid() + " " + startTime(pages.pid()) + "\n");
        pages.destroyForcibly().waitFor();
    }

    String annotated(String json) {
        return "{\"annotations\":{\"org.criu.config\":\"" + folder(ID) + "/criu.conf\"}," + json.substring(1);
    }

    /** The calls of the fake runc so far; the outcome is taken so that it has come to its end. */
    List<List<String>> calls(Outcome outcome) throws IOException {
        assertEquals("", outcome.err());
        return recorded("argv.");
    }

    List<List<String>> recorded(String prefix) throws IOException {
        List<List<String>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(fake)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList()) {
                String text = Files.readString(file);
                all.add(text.isEmpty() ? List.of() : Arrays.asList(text.substring(0, text.length() - 1).split("\0", -1)));
            }
        }
        return all;
    }

    void forget() throws IOException {
        try (Stream<Path> files = Files.list(fake)) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("(argv|env)\\..*")).toList()) {
                Files.delete(file);
            }
        }
    }

    // ---- processes

    Process sleeper() throws IOException {
        Process process = new ProcessBuilder("sleep", "300").start();
        started.add(process);
        return process;
    }

    Process stopped() throws IOException, InterruptedException {
        Process process = sleeper();
        until(() -> state(process) == 'S');
        assertEquals(0, new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor());
        until(() -> state(process) == 'T');
        return process;
    }

    /** A process that has ended and that its parent, which sleeps, does not ask about. */
    long zombie() throws IOException, InterruptedException {
        Path name = dir.resolve("zombie");
        // It ends when its parent is the sleep: a shell that is slow to become it would ask.
        String script = "until grep -qx sleep /proc/$$/comm; do sleep 0.01; done & echo $! >'" + name + "'; exec sleep 300";
        Process parent = new ProcessBuilder("sh", "-c", script).start();
        started.add(parent);
        until(() -> Files.exists(name) && text(name).endsWith("\n"));
        long pid = Long.parseLong(Files.readString(name).strip());
        until(() -> stat(pid)[0].equals("Z"));
        return pid;
    }

    void tasks(Process... processes) throws IOException {
        Files.writeString(
                fake.resolve("pids"),
                Arrays.stream(processes).map(p -> Long.toString(p.pid())).collect(Collectors.joining(",", "[", "]\n")));
    }

    static char state(Process process) {
        return stat(process.pid())[0].charAt(0);
    }

    static long startTime(long pid) {
        return Long.parseLong(stat(pid)[19]);
    }

    /** The fields of /proc/PID/stat from the third on. */
    static String[] stat(long pid) {
        String stat = text(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    static String innerPid(Process process) {
        String line = text(Path.of("/proc/" + process.pid() + "/status"))
                .lines()
                .filter(l -> l.startsWith("NSpid:"))
                .findFirst()
                .orElseThrow();
        return line.substring(line.lastIndexOf('\t') + 1);
    }

    static long uptime() {
        String text = text(Path.of("/proc/uptime"));
        return Long.parseLong(text.substring(0, text.indexOf('.')));
    }

    static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it never came true");
            Thread.sleep(2);
        }
    }

    // ---- files

    static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    static boolean inPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":", -1)).anyMatch(d -> Files.isExecutable(Path.of(d, tool)));
    }

    static Path whereIs(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .map(d -> Path.of(d, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    static List<String> join(List<?>... parts) {
        return Arrays.stream(parts).flatMap(List::stream).map(Object::toString).toList();
    }
}
