package dev.cryo.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is not the runtime's own goes to runc as it is. */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash --posix"})
class CryoRuntimePassesTest extends CryoRuntimeHost {
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
}
