package dev.cryo.engine.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Drives the OCI runtime with a runc that only writes down how it was called, under every shell that /bin/sh is
 * likely to be on an engine host.
 */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash --posix"})
class CryoRuntimeTest {
    private static final Path SCRIPT = Path.of(
            System.getProperty("cryo.checkout", "."), "src/main/resources/dev/cryo/engine/host/cryo-runtime");
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String OTHER_ID = "fedcba9876543210".repeat(4);
    private static final List<String> HOSTILE =
            List.of("", " ", "a b", "it's", "\"", "new\nline\n", "$(touch x)", "`id`", "*", "\\", "-", "--", "--x=y z");

    /** Writes its arguments and environment down under its pid (exec keeps it), then does as it is told. */
    private static final String FAKE_RUNC = """
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
                    zombie) sleep 0.01 & sleep 60 & echo $! >"$FAKE/first"; exec sleep 60 ;;
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

    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> started = new ArrayList<>();
    private Path bin = Path.of("");
    private Path fake = Path.of("");
    private Path run = Path.of("");
    private Path root = Path.of("");
    private Path bundle = Path.of("");

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

    // ---- everything that is not ours goes to runc as it is

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint", "create", "delete", "events", "exec", "features", "kill", "list", "pause", "ps", "restore",
                "resume", "run", "spec", "start", "state", "update", "--version", "-v", "--help", "help", "nonsense", ""
            })
    void everyVerbPassesEveryArgument(String verb) throws Exception {
        List<String> args = new ArrayList<>(List.of("--root", root + "/x y", verb));
        args.addAll(HOSTILE);
        args.add(ID);
        assertEquals(List.of(args), calls(runtime(args)));
    }

    @Test
    void noArgumentsAtAll() throws Exception {
        assertEquals(List.of(List.of()), calls(runtime(List.of())));
    }

    @ParameterizedTest
    @MethodSource("globals")
    void globalOptionsInEveryForm(List<String> globals) throws Exception {
        for (String verb : List.of("create", "start", "delete")) {
            forget();
            List<String> args = join(globals, List.of(verb, ID));
            assertEquals(List.of(args), calls(runtime(args)));
        }
    }

    static Stream<List<String>> globals() {
        return Stream.of(
                List.of(),
                List.of("--debug"),
                List.of("--debug=false", "-systemd-cgroup"),
                List.of("--root", "/a b", "--log", "/no/where", "--log-format", "json", "--rootless", "auto"),
                List.of("--root=/a b", "-log=/no where", "--log-format=json", "--rootless=true", "--criu=/x"),
                List.of("--criu", "create", "--systemd-cgroup", "--root", "start"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 126, 127, 137, 255})
    void exitCodesAreRuncs(int code) throws Exception {
        environment.put("FAKE_EXIT", Integer.toString(code));
        assertEquals(code, runtime(List.of("state", ID)).exit());
        assertEquals(code, create().exit());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 15})
    void deathByASignalIsRuncs(int signal) throws Exception {
        environment.put("FAKE_SIGNAL", Integer.toString(signal));
        assertEquals(128 + signal, runtime(List.of("state", ID)).exit());
    }

    @Test
    void signalsReachRunc() throws Exception {
        environment.put("FAKE_TRAP", "yes");
        Running running = begin(List.of("state", ID));
        until(() -> Files.exists(fake.resolve("argv." + running.process().pid())));
        running.process().destroy();
        assertEquals(55, running.end().exit());
    }

    @Test
    void theEnvironmentIsTheCallers() throws Exception {
        environment.put("FAKE_ENV", "yes");
        environment.put("IFS", "x");
        environment.put("real", "1");
        environment.put("LC_ALL", "C");
        runtime(List.of("--root", root.toString(), "create", "--bundle", bundle.toString(), ID));
        Map<String, String> expected = new TreeMap<>(System.getenv());
        expected.putAll(environment);
        Map<String, String> seen = new TreeMap<>(recorded("env.").getFirst().stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
        // What shells set by themselves, the fake's own among them; and IFS, which shells refuse to take.
        for (String own : List.of("_", "PWD", "OLDPWD", "SHLVL", "IFS")) {
            expected.remove(own);
            seen.remove(own);
        }
        assertEquals(expected, seen);
    }

    // ---- which runc

    @Test
    void itNeverCallsItself() throws Exception {
        Path link = Files.createDirectory(dir.resolve("link"));
        Path copy = Files.createDirectory(dir.resolve("copy"));
        Path copy2 = Files.createDirectory(dir.resolve("copy2"));
        Files.createSymbolicLink(link.resolve("runc"), SCRIPT.toAbsolutePath());
        executable(copy.resolve("runc"), Files.readString(SCRIPT));
        executable(copy2.resolve("runc"), Files.readString(SCRIPT));
        Files.createDirectories(dir.resolve("folder/runc"));
        environment.put(
                "PATH",
                Stream.of("link", "copy", "copy2", "folder", "missing", "bin")
                                .map(name -> dir.resolve(name).toString())
                                .collect(Collectors.joining("::"))
                        + ":" + System.getenv("PATH"));
        assertEquals(List.of(List.of("state", ID)), calls(runtime(List.of("state", ID))));
        forget();
        Running copied = begin(List.of(copy2.resolve("runc").toString()), List.of("state", ID));
        assertEquals(List.of(List.of("state", ID)), calls(copied.end()));
    }

    @Test
    void aBinaryIsARunc() throws Exception {
        Files.delete(bin.resolve("runc"));
        Files.copy(Path.of("/bin/false").toRealPath(), bin.resolve("runc"));
        assertEquals(1, runtime(List.of("state", ID)).exit());
    }

    @Test
    void withoutARuncItSaysSo() throws Exception {
        Path tools = Files.createDirectory(dir.resolve("tools"));
        for (String tool : List.of("sh", "dash", "bash", "date")) {
            if (inPath(tool)) {
                Files.createSymbolicLink(tools.resolve(tool), whereIs(tool));
            }
        }
        environment.put("PATH", tools.toString());
        Path log = dir.resolve("log.json");
        Outcome outcome = runtime(List.of("--log", log.toString(), "state", ID));
        assertEquals(127, outcome.exit());
        assertEquals("cryo-runtime: no runc in PATH\n", outcome.err());
        assertTrue(Files.readString(log).startsWith("{\"level\":\"error\",\"msg\":\"cryo-runtime: no runc in PATH\",\"time\":\"2"));
    }

    // ---- the annotation

    @ParameterizedTest
    @ValueSource(strings = {"{\"ociVersion\":\"1\"}", "{\"annotations\":{\"org.criu.config\":\"/mine\"},\"x\":1}\n", "{\"a\":\"\\u007b\nb\"}"})
    void everyCreateGetsTheAnnotation(String json) throws Exception {
        Path config = bundle.resolve("config.json");
        Files.writeString(config, json);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r-----"));
        create();
        assertEquals(annotated(json), Files.readString(config));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(config)));
        create();
        assertEquals(annotated(json), Files.readString(config), "a second time changes nothing");
        assertEquals(Set.of("config.json"), names(bundle));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\n  \"ociVersion\": \"1\"\n}\n", "{}", "", " {\"a\":1}", "[1]", "\u0000\u0001"})
    void otherJsonIsLeftAlone(String json) throws Exception {
        Path config = bundle.resolve("config.json");
        Files.writeString(config, json);
        assertEquals(0, create().exit());
        assertEquals(json, Files.readString(config));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void theBundleInEveryForm(List<String> option) throws Exception {
        environment.put("CWD", bundle.toString());
        List<String> args = join(List.of("create"), option, List.of(ID));
        Path config = option.stream().anyMatch(o -> o.contains("sub")) ? bundle.resolve("sub/config.json") : bundle.resolve("config.json");
        Files.createDirectories(config.getParent());
        Files.writeString(config, "{\"a\":1}");
        assertEquals(List.of(args), calls(runtime(args)));
        assertEquals(annotated("{\"a\":1}"), Files.readString(config));
    }

    static Stream<List<String>> bundles() {
        return Stream.of(
                List.of(),
                List.of("--bundle", "."),
                List.of("--bundle=sub"),
                List.of("-b", "sub"),
                List.of("-b=sub", "--pid-file", "-b"),
                List.of("-bundle", "sub", "--preserve-fds", "3", "--no-new-keyring"),
                List.of("--bundle", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "cp", "tail", "mv"})
    void aBundleThatCannotBeWrittenStopsNothing(String tool) throws Exception {
        // As root no mode keeps a file from being written: the tool fails instead, as on a full or read-only disk.
        executable(bin.resolve(tool), "#!/bin/sh\necho disk full >&2\nexit 1\n");
        Outcome outcome = create();
        assertEquals(new Outcome(0, "", ""), outcome);
        assertEquals("{\"ociVersion\":\"1.2.1\"}", Files.readString(bundle.resolve("config.json")));
        assertEquals(Set.of("config.json"), names(bundle));
    }

    @Test
    void aMissingBundleIsRuncsAffair() throws Exception {
        List<String> args = List.of("create", "--bundle", dir + "/none", ID);
        Outcome outcome = runtime(args);
        assertEquals(new Outcome(0, "", ""), outcome);
        assertEquals(List.of(args), calls(outcome));
    }

    // ---- create of an armed container

    @Test
    void anArmedCreateBecomesARestore() throws Exception {
        Path arm = arm(ID);
        Outcome outcome = runtime(List.of(
                "--root", root.toString(), "--log=" + dir + "/l o g", "--log-format", "json", "--systemd-cgroup", "create",
                "--bundle", bundle.toString(), "--pid-file", dir + "/the pid", "--console-socket=" + dir + "/tty.sock",
                "--no-pivot", "--no-new-keyring", "--preserve-fds", "3", ID));
        assertEquals(0, outcome.exit());
        assertEquals(
                List.of(List.of(
                        "--root", root.toString(), "--log=" + dir + "/l o g", "--log-format", "json", "--systemd-cgroup",
                        "restore", "--detach", "--bundle", bundle.toString(), "--pid-file", dir + "/the pid",
                        "--console-socket", dir + "/tty.sock", "--no-pivot", "--image-path", dir + "/the image",
                        "--work-path", dir + "/the work", ID)),
                calls(outcome));
        assertEquals("leave-stopped\n", Files.readString(folder(ID).resolve("criu.conf")));
        assertEquals("token of " + ID + "\n", Files.readString(folder(ID).resolve("restoring/token")));
        assertFalse(Files.exists(arm));
        assertEquals(Set.of("criu.conf", "restoring"), names(folder(ID)));
        assertEquals(annotated("{\"ociVersion\":\"1.2.1\"}"), Files.readString(bundle.resolve("config.json")));
    }

    @Test
    void theLeastAnArmedCreateCanSay() throws Exception {
        arm(ID);
        environment.put("CWD", bundle.toString());
        assertEquals(
                List.of(List.of("restore", "--detach", "--bundle", ".", "--image-path", dir + "/the image", "--work-path", dir + "/the work", ID)),
                calls(runtime(List.of("create", ID))));
    }

    @Test
    void anArmedCreateThatFailsHasUsedItsArm() throws Exception {
        arm(ID);
        environment.put("FAKE_EXIT", "1");
        assertEquals(1, create().exit());
        forget();
        environment.put("FAKE_EXIT", "0");
        assertEquals(List.of(plainCreate(ID)), calls(create()));
        assertEquals(Set.of(), names(folder(ID)), "and the next create cleans up after it");
    }

    @Test
    void anotherContainersArmIsNotUsed() throws Exception {
        arm(OTHER_ID);
        assertEquals(List.of(plainCreate(ID)), calls(create()));
        assertTrue(Files.exists(folder(OTHER_ID).resolve("arm/token")));
    }

    @Test
    void aDeadlineToComeAndALivingHolderAreGood() throws Exception {
        Path arm = arm(ID);
        Process holder = sleeper();
        Files.writeString(arm.resolve("deadline"), (uptime() + 60) + "\n");
        Files.writeString(arm.resolve("holder"), holder.pid() + " " + startTime(holder.pid()));
        assertTrue(calls(create()).getFirst().contains("restore"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deadline passed", "deadline no number", "deadline empty", "holder dead", "holder another", "holder a zombie",
                "holder nonsense", "image missing", "image gone", "work missing", "token missing", "criu.conf missing"
            })
    void aVoidArmIsRemovedAndNotUsed(String fault) throws Exception {
        Path arm = arm(ID);
        switch (fault) {
            case "deadline passed" -> Files.writeString(arm.resolve("deadline"), uptime() + "\n");
            case "deadline no number" -> Files.writeString(arm.resolve("deadline"), "9e99\n");
            case "deadline empty" -> Files.writeString(arm.resolve("deadline"), "");
            case "holder dead" -> {
                Process process = sleeper();
                String name = process.pid() + " " + startTime(process.pid());
                process.destroyForcibly().waitFor();
                Files.writeString(arm.resolve("holder"), name);
            }
            case "holder another" -> {
                Process process = sleeper();
                Files.writeString(arm.resolve("holder"), process.pid() + " " + (startTime(process.pid()) - 1));
            }
            case "holder a zombie" -> {
                long pid = zombie();
                Files.writeString(arm.resolve("holder"), pid + " " + startTime(pid));
            }
            case "holder nonsense" -> Files.writeString(arm.resolve("holder"), "../self 1\n");
            case "image gone" -> Files.delete(dir.resolve("the image"));
            default -> Files.delete(arm.resolve(fault.split(" ", 2)[0]));
        }
        Outcome outcome = create();
        assertEquals(List.of(plainCreate(ID)), calls(outcome));
        assertEquals("", outcome.err());
        assertEquals(Set.of(), names(folder(ID)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void idsThatNoEngineMakesAreNeverArmed(int which) throws Exception {
        String id = List.of(ID.substring(1), ID + "0", ID.replace('a', 'A'), "web", "../" + ID.substring(3)).get(which - 1);
        Path arm = arm(id);
        assertEquals(List.of(plainCreate(id)), calls(runtime(plainCreate(id))));
        assertTrue(Files.exists(arm.resolve("token")));
        assertEquals("{\"ociVersion\":\"1.2.1\"}", Files.readString(bundle.resolve("config.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unknown", "--unknown=1", "--", "--help"})
    void optionsItDoesNotKnowAreRuncsAffair(String option) throws Exception {
        Path arm = arm(ID);
        List<String> args = List.of("--root", root.toString(), "create", "--bundle", bundle.toString(), option, ID);
        assertEquals(List.of(args), calls(runtime(args)));
        assertTrue(Files.exists(arm.resolve("token")));
    }

    @Test
    void aContainerThatRuncHasAlreadyKeepsItsArm() throws Exception {
        Path arm = arm(ID);
        Files.createDirectory(root.resolve(ID));
        assertEquals(List.of(plainCreate(ID)), calls(create()));
        assertTrue(Files.exists(arm.resolve("token")));
    }

    @Test
    void ofTwentyCreatesOneRestores() throws Exception {
        arm(ID);
        // All are in runc at the same time, so that each has met all the others.
        environment.put("FAKE_CROWD", "20");
        List<Running> crowd = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            crowd.add(begin(plainCreate(ID)));
        }
        for (Running one : crowd) {
            assertEquals(0, one.end().exit());
        }
        List<List<String>> calls = recorded("argv.");
        assertEquals(20, calls.size());
        assertEquals(1, calls.stream().filter(call -> call.contains("restore")).count());
        assertEquals(19, calls.stream().filter(plainCreate(ID)::equals).count());
        assertEquals("token of " + ID + "\n", Files.readString(folder(ID).resolve("restoring/token")));
        assertEquals("leave-stopped\n", Files.readString(folder(ID).resolve("criu.conf")));
    }

    @Test
    void createsOfManyContainersDoNotMeet() throws Exception {
        List<Running> crowd = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = String.format("%064x", i);
            Path own = Files.createDirectory(dir.resolve("bundle" + i));
            Files.writeString(own.resolve("config.json"), "{\"i\":" + i + "}");
            if (i % 2 == 0) {
                arm(id);
            }
            crowd.add(begin(List.of("create", "--bundle", own.toString(), id)));
        }
        for (Running one : crowd) {
            assertEquals(0, one.end().exit());
        }
        for (List<String> call : recorded("argv.")) {
            int i = Integer.parseInt(call.getLast(), 16);
            assertEquals(i % 2 == 0, call.contains("restore"), call.toString());
            assertTrue(call.contains(dir.resolve("bundle" + i).toString()));
        }
    }

    // ---- what a crash leaves

    @Test
    void leftoversDoNotOutliveAPlainCreate() throws Exception {
        Path folder = Files.createDirectories(folder(ID));
        Files.writeString(folder.resolve("criu.conf"), "lazy-pages\n");
        Files.writeString(folder.resolve("criu.conf.77"), "");
        Files.createDirectories(folder.resolve("restoring"));
        Files.writeString(folder.resolve("restoring/owner"), ProcessHandle.current().pid() + " 1\n");
        Files.createDirectories(folder.resolve("taken.77.1"));
        Files.createDirectories(folder.resolve("restored"));
        assertEquals(List.of(plainCreate(ID)), calls(create()));
        assertEquals(Set.of("restored"), names(folder));
    }

    @Test
    void aRestoreThatIsGoingOnIsNoLeftover() throws Exception {
        Process owner = sleeper();
        Path restoring = Files.createDirectories(folder(ID).resolve("restoring"));
        Files.writeString(folder(ID).resolve("criu.conf"), "leave-stopped\n");
        Files.writeString(restoring.resolve("owner"), owner.pid() + " " + startTime(owner.pid()) + "\n");
        create();
        assertEquals(Set.of("criu.conf", "restoring"), names(folder(ID)));
        owner.destroyForcibly().waitFor();
        create();
        assertEquals(Set.of(), names(folder(ID)));
    }

    @Test
    void anArmMeetsTheLeftoversOfAnother() throws Exception {
        arm(ID);
        Files.createDirectories(folder(ID).resolve("restoring/old"));
        assertTrue(calls(create()).getFirst().contains("restore"));
        assertFalse(Files.exists(folder(ID).resolve("restoring/old")));
        assertTrue(Files.exists(folder(ID).resolve("restoring/token")));
    }

    @Test
    void aPlainlyCreatedContainerIsStartedPlainly() throws Exception {
        Files.createDirectories(folder(ID).resolve("restoring"));
        Files.createDirectories(root.resolve(ID));
        Files.createFile(root.resolve(ID).resolve("exec.fifo"));
        List<String> args = List.of("--root", root.toString(), "start", ID);
        assertEquals(List.of(args), calls(runtime(args)));
        assertFalse(Files.exists(folder(ID).resolve("restoring")));
    }

    // ---- a restore that does not end by itself

    @Test
    void aRestoreWhosePageProcessIsGoneIsEnded() throws Exception {
        Path arm = arm(ID);
        Process pages = sleeper();
        Files.writeString(arm.resolve("lazy"), pages.pid() + " " + startTime(pages.pid()));
        environment.put("FAKE_HANGS", "child");
        environment.put("FAKE_EXIT", "3");
        Running running = begin(plainCreate(ID));
        until(() -> Files.exists(fake.resolve("argv." + running.process().pid())));
        assertTrue(running.process().isAlive());
        pages.destroyForcibly().waitFor();
        assertEquals(3, running.end().exit(), "runc saw its child die and said what it had to say");
    }

    @Test
    void aRestoreWhoseCriuIsDeadIsEnded() throws Exception {
        arm(ID);
        environment.put("FAKE_HANGS", "zombie");
        begin(plainCreate(ID));
        Path first = fake.resolve("first");
        until(() -> Files.exists(first) && text(first).endsWith("\n"));
        long task = Long.parseLong(Files.readString(first).strip());
        assertNotEquals("Z", stat(task)[0]);
        until(() -> stat(task)[0].equals("Z"));
    }

    @Test
    void whatAKilledCriuLeftIsTakenAway() throws Exception {
        String name = String.format("%06d", System.nanoTime() % 1_000_000);
        Path root = Files.createDirectory(Path.of("/tmp/.criu.mntns." + name));
        Path work = Files.createDirectory(dir.resolve("work"));
        Files.writeString(work.resolve("restore.log"), "(00.1)      1: mnt: Move the root to " + root + "/13-0000000000\n");
        Files.writeString(arm(ID).resolve("work"), work + "\n");
        try {
            assertEquals(0, create().exit());
            until(() -> !Files.exists(root));
        } finally {
            Files.deleteIfExists(root);
        }
    }

    @Test
    void aRestoreThatTakesTooLongIsEnded() throws Exception {
        Files.writeString(arm(ID).resolve("patience"), "1\n");
        environment.put("FAKE_HANGS", "child");
        environment.put("FAKE_EXIT", "4");
        assertEquals(4, create().exit());
    }

    // ---- start

    @Test
    void aStartWithoutARestoreIsRuncs() throws Exception {
        Files.createDirectories(folder(ID).resolve("restored"));
        List<String> args = List.of("--root", root.toString(), "start", ID);
        assertEquals(List.of(args), calls(runtime(args)));
    }

    @Test
    void tasksGoOnExceptThoseThatStoodStillBefore() throws Exception {
        Process first = stopped();
        Process second = stopped();
        Process stays = stopped();
        Path restoring = restoring();
        Files.writeString(restoring.resolve("stopped"), "1\n" + innerPid(stays) + "\n99999999\n");
        Files.createDirectories(folder(ID).resolve("restored/older"));
        Files.writeString(folder(ID).resolve("criu.conf"), "leave-stopped\n");
        tasks(first, stays, second);
        Outcome outcome = start();
        assertEquals(new Outcome(0, "", ""), outcome);
        assertEquals(List.of(join(startGlobals(), List.of("ps", "-f", "json", ID))), calls(outcome));
        until(() -> state(first) == 'S' && state(second) == 'S');
        assertEquals('T', state(stays));
        assertEquals(Set.of("restored"), names(folder(ID)));
        assertEquals(Set.of("token", "work", "stopped", "tasks"), names(folder(ID).resolve("restored")));
        assertEquals(
                Set.of(innerPid(first), innerPid(second), innerPid(stays)),
                Set.copyOf(Files.readAllLines(folder(ID).resolve("restored/tasks"))));
    }

    @Test
    void aTaskThatIsGoneDoesNotKeepTheOthersFromGoingOn() throws Exception {
        Process gone = stopped();
        Process goesOn = stopped();
        restoring();
        tasks(gone, goesOn);
        gone.destroyForcibly().waitFor();
        assertEquals(0, start().exit());
        until(() -> state(goesOn) == 'S');
    }

    @Test
    void startWaitsForThePagesOfAllTasks() throws Exception {
        Process task = stopped();
        Process pages = sleeper();
        Path restoring = restoring();
        Files.writeString(restoring.resolve("lazy"), pages.pid() + " " + startTime(pages.pid()) + "\n");
        Files.writeString(folder(ID).resolve("criu.conf"), "lazy-pages\n");
        tasks(task);
        Running running = begin(join(startGlobals(), List.of("start", ID)));
        until(() -> !Files.exists(folder(ID).resolve("criu.conf")));
        StringBuilder log = new StringBuilder();
        for (String line : List.of(
                "(00.1) uffd: Received PID: 1, uffd: 8\n",
                "(00.1) uffd: Zombie PID: -7\n",
                "(00.1) uffd: Received PID: 22, uffd: 9\n",
                "(00.1) uffd: Received PID: 23, uffd: 10\n",
                "(00.2) uffd: 22-9: uffd_copy: 0x7f5cdb5fa000/4096\n",
                "(00.2) uffd: 22-9: UFFD transferred pages: (0/0)\n",
                "(00.3) uffd: 1-8: UFFD transferred pages: (9/9)\n",
                "(00.4) uffd: 23-10: UFFD transferred pages: (12",
                "/12")) {
            log.append(line);
            Files.writeString(dir.resolve("the work/lazy.log"), log);
            Thread.sleep(30);
            assertTrue(running.process().isAlive(), log.toString());
            assertEquals('T', state(task), log.toString());
        }
        Files.writeString(dir.resolve("the work/lazy.log"), log + ")\n");
        assertEquals(new Outcome(0, "", ""), running.end());
        until(() -> state(task) == 'S');
    }

    @Test
    void aPageProcessThatEndedWellMayBeGone() throws Exception {
        Process task = stopped();
        lazyAndGone();
        Files.writeString(
                dir.resolve("the work/lazy.log"),
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.3) uffd: 1-8: UFFD transferred pages: (9/9)\n");
        tasks(task);
        assertEquals(0, start().exit());
        until(() -> state(task) == 'S');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(00.1) uffd: Received PID: 1, uffd: 8\n",
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.3) uffd: 1-8: UFFD transferred pages: (8/9)\n",
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.3) uffd: 1-8: UFFD transferred pages: (9/99)\n",
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.1) uffd: Received PID: 2, uffd: 9\n(00.3) uffd: 1-8: UFFD transferred pages: (9/9)\n"
            })
    void aPageProcessThatDiesIsTheEndOfTheContainer(String log) throws Exception {
        Process task = stopped();
        lazyAndGone();
        Files.writeString(dir.resolve("the work/lazy.log"), log);
        tasks(task);
        gaveUp(start(), "the page process ended before the memory of the restored container was complete");
        assertEquals('T', state(task), "runc kills it; nobody lets it run");
    }

    @Test
    void anEarlyStartWaitsForTheGuardsAnswerOnly() throws Exception {
        Process task = stopped();
        Process pages = sleeper();
        early(task);
        Files.writeString(folder(ID).resolve("restoring/lazy"), pages.pid() + " " + startTime(pages.pid()) + "\n");
        Running running = begin(join(startGlobals(), List.of("start", ID)));
        Path asked = folder(ID).resolve("restoring/asked");
        until(() -> Files.exists(asked));
        assertEquals(task.pid() + " " + startTime(task.pid()) + "\n", Files.readString(asked));
        Files.createDirectories(folder(ID).resolve("coming"));
        Files.writeString(folder(ID).resolve("coming/another"), "");
        Thread.sleep(50);
        assertTrue(running.process().isAlive());
        assertEquals('T', state(task));
        Files.writeString(folder(ID).resolve("coming/token"), "");
        assertEquals(new Outcome(0, "", ""), running.end());
        until(() -> state(task) == 'S');
    }

    @Test
    void anEarlyStartWhosePagesHaveAllComeNeedsNoGuard() throws Exception {
        Process task = stopped();
        lazyAndGone();
        early(task);
        Files.writeString(
                dir.resolve("the work/lazy.log"),
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.3) uffd: 1-8: UFFD transferred pages: (9/9)\n");
        assertEquals(0, start().exit());
        until(() -> state(task) == 'S');
    }

    @Test
    void anEarlyStartThatIsNotGuardedIsTheEndOfTheContainer() throws Exception {
        Process task = stopped();
        lazyAndGone();
        early(task);
        gaveUp(start(), "the memory of the restored container is not guarded");
        assertEquals('T', state(task), "runc kills it; nobody lets it run");
        assertFalse(Files.exists(folder(ID).resolve("restoring/asked")), "nobody is to answer any more");
    }

    @Test
    void aDumpIsRefusedWhilePagesCome() throws Exception {
        Process pages = sleeper();
        Files.createDirectories(folder(ID).resolve("coming"));
        Files.writeString(folder(ID).resolve("coming/ended"), "1764000000\nwhy\n");
        Files.writeString(folder(ID).resolve("coming/token"), pages.pid() + " " + startTime(pages.pid()) + "\n");
        List<String> dump = join(startGlobals(), List.of("checkpoint", "--leave-running", "--image-path", "/x", ID));
        assertEquals(
                new Outcome(
                        1,
                        "",
                        "cryo-runtime: the memory of the container still comes: what is missing would be dumped as zeros\n"),
                runtime(dump));
        assertEquals(List.of(), recorded("argv."));
        pages.destroyForcibly().waitFor();
        assertEquals(List.of(dump), calls(runtime(dump)));
    }

    @Test
    void aPageProcessThatIsAZombieIsGone() throws Exception {
        Process task = stopped();
        long zombie = zombie();
        Files.writeString(restoring().resolve("lazy"), zombie + " " + startTime(zombie));
        tasks(task);
        gaveUp(start(), "the page process ended before the memory of the restored container was complete");
    }

    @Test
    void patienceEnds() throws Exception {
        Process task = stopped();
        Process pages = sleeper();
        Path restoring = restoring();
        Files.writeString(restoring.resolve("lazy"), pages.pid() + " " + startTime(pages.pid()));
        Files.writeString(restoring.resolve("patience"), "1\n");
        tasks(task);
        gaveUp(start(), "the memory of the restored container did not come in time");
        assertEquals('T', state(task));
    }

    @Test
    void anInterruptedWaitLeavesNothingStandingStill() throws Exception {
        Process pages = sleeper();
        Files.writeString(restoring().resolve("lazy"), pages.pid() + " " + startTime(pages.pid()));
        Files.writeString(folder(ID).resolve("criu.conf"), "");
        tasks(stopped());
        Running running = begin(join(startGlobals(), List.of("start", ID)));
        until(() -> !Files.exists(folder(ID).resolve("criu.conf")));
        Thread.sleep(50);
        running.process().destroy();
        gaveUp(running.end(), "interrupted while the restored container stood still");
    }

    @Test
    void tasksThatCannotBeListedAreNotLeftStanding() throws Exception {
        restoring();
        environment.put("FAKE_PS_EXIT", "1");
        gaveUp(start(), "the tasks of the restored container could not be listed");
    }

    @Test
    void aContainerWithoutTasksIsAnError() throws Exception {
        restoring();
        Files.writeString(fake.resolve("pids"), "null\n");
        gaveUp(start(), "the restored container has no tasks");
    }

    // ---- the script as text

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        assumeTrue(inPath("shellcheck"), "shellcheck is not installed here (apt-get install shellcheck)");
        Path out = dir.resolve("shellcheck");
        Process process = new ProcessBuilder("shellcheck", "-s", "sh", SCRIPT.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int exit = process.waitFor();
        assertEquals("", Files.readString(out));
        assertEquals(0, exit);
    }

    @Test
    void itStandsAmongTheCommandsToo() throws IOException {
        Path link = Path.of(System.getProperty("cryo.checkout", "."), "shell/cryo-runtime");
        assertEquals(SCRIPT.toRealPath(), link.toRealPath());
        assertFalse(Files.readSymbolicLink(link).isAbsolute());
        assertTrue(Files.isExecutable(link));
    }

    @Test
    void itRunsByItself() throws Exception {
        environment.put("FAKE_EXIT", "9");
        Outcome outcome = begin(List.of(SCRIPT.toAbsolutePath().toString()), List.of("state", ID)).end();
        assertEquals(new Outcome(9, "", ""), outcome);
        assertEquals(List.of(List.of("state", ID)), calls(outcome));
    }

    // ---- how it is driven

    private record Outcome(int exit, String out, String err) {}

    private record Running(Process process, Path out, Path err) {
        Outcome end() throws IOException, InterruptedException {
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still running");
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    private Running begin(List<String> args) throws IOException {
        List<String> command = new ArrayList<>(List.of(shell.split(" ", -1)));
        command.add(SCRIPT.toAbsolutePath().toString());
        return begin(command, args);
    }

    private Running begin(List<String> command, List<String> args) throws IOException {
        Path out = Files.createTempFile(dir, "out", "");
        Path err = Files.createTempFile(dir, "err", "");
        ProcessBuilder builder = new ProcessBuilder(join(command, args)).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.directory(Path.of(environment.getOrDefault("CWD", dir.toString())).toFile());
        Process process = builder.start();
        started.add(process);
        return new Running(process, out, err);
    }

    private Outcome runtime(List<String> args) throws IOException, InterruptedException {
        return begin(args).end();
    }

    private List<String> plainCreate(String id) {
        return List.of("--root", root.toString(), "create", "--bundle", bundle.toString(), id);
    }

    private Outcome create() throws IOException, InterruptedException {
        return runtime(plainCreate(ID));
    }

    private List<String> startGlobals() {
        return List.of("--root", root.toString(), "--log", dir + "/log.json", "--log-format=json");
    }

    private Outcome start() throws IOException, InterruptedException {
        return runtime(join(startGlobals(), List.of("start", ID)));
    }

    /** What every start that fails has to do: kill, tell the engine and the user, resume nothing. */
    private void gaveUp(Outcome outcome, String why) throws IOException {
        assertEquals(new Outcome(1, "", "cryo-runtime: " + why + "\n"), outcome);
        assertTrue(recorded("argv.").contains(join(startGlobals(), List.of("kill", ID, "KILL"))));
        String last = Files.readAllLines(dir.resolve("log.json")).getLast();
        assertTrue(
                last.matches("\\{\"level\":\"error\",\"msg\":\"cryo-runtime: " + why + "\",\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"}"),
                last);
        assertNotEquals(Set.of("restored"), names(folder(ID)));
    }

    private Path folder(String id) {
        return run.resolve(id);
    }

    private Path arm(String id) throws IOException {
        Path arm = Files.createDirectories(folder(id).resolve("arm"));
        Files.createDirectories(dir.resolve("the image"));
        Files.createDirectories(dir.resolve("the work"));
        Files.writeString(arm.resolve("image"), dir + "/the image\n");
        Files.writeString(arm.resolve("work"), dir + "/the work");
        Files.writeString(arm.resolve("token"), "token of " + id + "\n");
        Files.writeString(arm.resolve("criu.conf"), "leave-stopped\n");
        return arm;
    }

    private Path restoring() throws IOException {
        Path restoring = Files.createDirectories(folder(ID).resolve("restoring"));
        Files.createDirectories(dir.resolve("the work"));
        Files.writeString(restoring.resolve("work"), dir + "/the work\n");
        Files.writeString(restoring.resolve("token"), "token\n");
        return restoring;
    }

    /** A restore that need not wait for its memory, and whose first task this is. */
    private void early(Process task) throws IOException {
        Files.writeString(restoring().resolve("early"), "");
        Files.createDirectories(root.resolve(ID));
        Files.writeString(root.resolve(ID).resolve("state.json"), "{\"id\":\"x\",\"init_process_pid\":" + task.pid() + ",\"y\":1}");
        tasks(task);
    }

    private void lazyAndGone() throws IOException, InterruptedException {
        Process pages = sleeper();
        Files.writeString(restoring().resolve("lazy"), pages.pid() + " " + startTime(pages.pid()) + "\n");
        pages.destroyForcibly().waitFor();
    }

    private String annotated(String json) {
        return "{\"annotations\":{\"org.criu.config\":\"" + folder(ID) + "/criu.conf\"}," + json.substring(1);
    }

    /** The calls of the fake runc so far; the outcome is taken so that it has come to its end. */
    private List<List<String>> calls(Outcome outcome) throws IOException {
        assertEquals("", outcome.err());
        return recorded("argv.");
    }

    private List<List<String>> recorded(String prefix) throws IOException {
        List<List<String>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(fake)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList()) {
                String text = Files.readString(file);
                all.add(text.isEmpty() ? List.of() : Arrays.asList(text.substring(0, text.length() - 1).split("\0", -1)));
            }
        }
        return all;
    }

    private void forget() throws IOException {
        try (Stream<Path> files = Files.list(fake)) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("(argv|env)\\..*")).toList()) {
                Files.delete(file);
            }
        }
    }

    // ---- processes

    private Process sleeper() throws IOException {
        Process process = new ProcessBuilder("sleep", "300").start();
        started.add(process);
        return process;
    }

    private Process stopped() throws IOException, InterruptedException {
        Process process = sleeper();
        until(() -> state(process) == 'S');
        assertEquals(0, new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor());
        until(() -> state(process) == 'T');
        return process;
    }

    /** A process that has ended and that its parent, which sleeps, does not ask about. */
    private long zombie() throws IOException, InterruptedException {
        Path name = dir.resolve("zombie");
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.01 & echo $! >'" + name + "'; exec sleep 300").start();
        started.add(parent);
        until(() -> Files.exists(name) && text(name).endsWith("\n"));
        long pid = Long.parseLong(Files.readString(name).strip());
        until(() -> stat(pid)[0].equals("Z"));
        return pid;
    }

    private void tasks(Process... processes) throws IOException {
        Files.writeString(
                fake.resolve("pids"),
                Arrays.stream(processes).map(p -> Long.toString(p.pid())).collect(Collectors.joining(",", "[", "]\n")));
    }

    private static char state(Process process) {
        return stat(process.pid())[0].charAt(0);
    }

    private static long startTime(long pid) {
        return Long.parseLong(stat(pid)[19]);
    }

    /** The fields of /proc/PID/stat from the third on. */
    private static String[] stat(long pid) {
        String stat = text(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static String innerPid(Process process) {
        String line = text(Path.of("/proc/" + process.pid() + "/status"))
                .lines()
                .filter(l -> l.startsWith("NSpid:"))
                .findFirst()
                .orElseThrow();
        return line.substring(line.lastIndexOf('\t') + 1);
    }

    private static long uptime() {
        String text = text(Path.of("/proc/uptime"));
        return Long.parseLong(text.substring(0, text.indexOf('.')));
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it never came true");
            Thread.sleep(2);
        }
    }

    // ---- files

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static boolean inPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":", -1)).anyMatch(d -> Files.isExecutable(Path.of(d, tool)));
    }

    private static Path whereIs(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .map(d -> Path.of(d, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> join(List<?>... parts) {
        return Arrays.stream(parts).flatMap(List::stream).map(Object::toString).toList();
    }
}
