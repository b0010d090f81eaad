package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, copied into a checkout of its own, with a JDK and a maven that only say what they were asked. */
class LauncherTest {

    private static final List<String> TOOLS = List.of(
            "sh", "sed", "find", "dirname", "readlink", "head", "flock", "touch", "mkdir", "grep", "cut", "cat", "sleep",
            "env", "tail", "rm");

    private record Ended(int status, String out, String err) {}

    @TempDir
    Path folder;

    private Path checkout;
    private Path bin;
    private Path jvms;

    @BeforeEach
    void copy() throws IOException {
        checkout = folder.resolve("a check out");
        bin = Files.createDirectories(folder.resolve("bin"));
        jvms = Files.createDirectories(folder.resolve("jvm"));
        Files.createDirectories(checkout.resolve("shell"));
        Files.createDirectories(checkout.resolve("src/main/java"));
        var original = Path.of(System.getProperty("cryo.checkout", "."), "shell", "cryo");
        executable(checkout.resolve("shell/cryo"), Files.readString(original));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("src/main/java/A.java"), "class A {}");
        for (var tool : TOOLS) {
            Files.createSymbolicLink(bin.resolve(tool), find(tool));
        }
        executable(bin.resolve("id"), "#!/bin/sh\necho 0\n");
        jdk("jdk-17", "17.0.1");
        jdk("jdk-25", "25.0.1");
        built();
    }

    @Test
    void runsThroughALinkFromAnotherFolder() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("linked"), Path.of("a check out/shell/cryo"));
        var second = Files.createSymbolicLink(bin.resolve("cryo"), link);
        for (var path : List.of(checkout.resolve("shell/cryo"), link, second)) {
            var ended = run(Map.of(), path.toString(), "ps", "a b", "", "*");
            assertEquals(0, ended.status(), ended.err());
            assertTrue(ended.out().startsWith("jdk-25 "), ended.out());
            assertTrue(ended.out().contains("-jar|" + checkout.resolve("target/cryo.jar") + "|ps|a b||*|"), ended.out());
            assertEquals("", ended.err());
        }
    }

    @Test
    void prefersJavaHomeWhenItIsNewEnough() throws Exception {
        jdk("other-26", "26");
        assertTrue(run(Map.of("JAVA_HOME", jvms.resolve("other-26").toString()), launcher()).out().startsWith("other-26 "));
        assertTrue(run(Map.of("JAVA_HOME", jvms.resolve("jdk-17").toString()), launcher()).out().startsWith("jdk-25 "));
    }

    @Test
    void findsJavaOnThePath() throws Exception {
        var elsewhere = Files.createDirectories(folder.resolve("else where"));
        Files.move(jvms.resolve("jdk-25"), elsewhere.resolve("jdk-25"));
        Files.createSymbolicLink(bin.resolve("java"), elsewhere.resolve("jdk-25/bin/java"));
        assertTrue(run(Map.of(), launcher()).out().startsWith("jdk-25 "));
    }

    @Test
    void saysWhatIsMissingWithoutAJdk() throws Exception {
        Files.move(jvms.resolve("jdk-25"), folder.resolve("hidden"));
        var ended = run(Map.of("JAVA_HOME", jvms.resolve("jdk-17").toString()), launcher(), "ps");
        assertEquals(1, ended.status());
        assertEquals("", ended.out());
        assertTrue(ended.err().startsWith("cryo: a JDK 25 or later is needed, and none was found"), ended.err());
        assertTrue(ended.err().contains("jdk-17, which is not one"), ended.err());
        assertTrue(ended.err().contains("\n-> install one"), ended.err());
    }

    @Test
    void buildsOnceWhenASourceIsNewer() throws Exception {
        maven("");
        assertFalse(run(Map.of(), launcher()).err().contains("building"));
        Files.setLastModifiedTime(
                checkout.resolve("src/main/java/A.java"), FileTime.from(Instant.now().plus(Duration.ofSeconds(-1))));
        var ended = run(Map.of(), launcher(), "ps");
        assertEquals(0, ended.status(), ended.err());
        assertEquals("cryo: building (in a fresh clone this takes a minute or two)\n", ended.err());
        assertEquals("", run(Map.of(), launcher(), "ps").err());
        assertEquals(1, builds());
    }

    @Test
    void launchersThatStartTogetherBuildOnce() throws Exception {
        fresh();
        maven("sleep 1\n");
        var running = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) {
            running.add(start(Map.of(), launcher(), "ps"));
        }
        for (var process : running) {
            assertEquals(0, process.waitFor());
        }
        assertEquals(1, builds());
    }

    @Test
    void aFailedBuildNamesItsLog() throws Exception {
        fresh();
        maven("echo '[ERROR] it is broken'\nexit 1\n");
        var ended = run(Map.of(), launcher(), "ps");
        assertEquals(1, ended.status());
        assertTrue(ended.err().contains("    [ERROR] it is broken\n"), ended.err());
        assertTrue(ended.err().contains("the whole log is " + checkout.resolve("target/build.log")), ended.err());
    }

    @Test
    void rootInstallsMavenAndSaysSo() throws Exception {
        fresh();
        executable(
                bin.resolve("apt-get"),
                "#!/bin/sh\ncase $* in *install*maven*) cat >\"" + bin + "/mvn\" <<'M'\n" + mavenScript("")
                        + "M\n/bin/chmod +x \"" + bin + "/mvn\";; esac\n");
        var ended = run(Map.of(), launcher(), "ps");
        assertEquals(0, ended.status(), ended.err());
        assertTrue(ended.err().startsWith("cryo: installing maven with apt-get"), ended.err());
    }

    @Test
    void aNormalUserIsToldThatMavenIsMissing() throws Exception {
        fresh();
        executable(bin.resolve("id"), "#!/bin/sh\necho 1000\n");
        var ended = run(Map.of(), launcher(), "ps");
        assertEquals(1, ended.status());
        assertTrue(ended.err().contains("maven is needed to build Cryo, and mvn is not on PATH\n-> install it"), ended.err());
    }

    @Test
    void givesJavaALocaleThatKeepsNames() throws Exception {
        assertTrue(run(Map.of("LC_ALL", "C"), launcher()).out().contains("LC_ALL=C.UTF-8"));
        assertTrue(run(Map.of("LC_ALL", "de_AT.UTF-8"), launcher()).out().contains("LC_ALL=de_AT.UTF-8"));
    }

    @Test
    void passesTheExitStatusOn() throws Exception {
        executable(jvms.resolve("jdk-25/bin/java"), "#!/bin/sh\nexit 42\n");
        assertEquals(42, run(Map.of(), launcher(), "ps").status());
    }

    @Test
    void aCacheIsTrainedOnceAndNeverUsedForAnotherJar() throws Exception {
        for (var tool : List.of("sha256sum", "stat", "mv", "tr", "setsid", "nice", "timeout", "rmdir")) {
            Files.createSymbolicLink(bin.resolve(tool), find(tool));
        }
        executable(jvms.resolve("jdk-25/bin/java"), """
                #!/bin/sh
                printf '%s|' "$@"
                for a; do case $a in -XX:AOTCacheOutput=*) : > "${a#*=}" ;; esac; done
                """);
        Files.writeString(jvms.resolve("jdk-25/release"), "JAVA_VERSION=\"25.0.1\"\nJAVA_RUNTIME_VERSION=\"25.0.1+7\"\n");
        Files.writeString(checkout.resolve("target/lib/a.jar"), "a");

        var first = run(Map.of(), launcher(), "ps");
        assertFalse(first.out().contains("AOTCache="), first.out());
        assertEquals("", first.err());
        var cache = trained();
        assertTrue(run(Map.of(), launcher(), "ps").out().contains("-XX:AOTCache=" + cache + "|"));

        Files.writeString(checkout.resolve("target/cryo.jar"), "another build");
        var rebuilt = run(Map.of(), launcher(), "ps");
        assertFalse(rebuilt.out().contains(cache.toString()), rebuilt.out());
        assertTrue(run(Map.of("CRYO_NO_AOT", "1"), launcher(), "ps").out().startsWith("-XX:TieredStopAtLevel=1|"));
    }

    /** Waits for the training in the background. */
    private Path trained() throws Exception {
        var folder = checkout.resolve("target/aot");
        for (int i = 0; i < 600; i++) {
            try (var files = Files.list(folder)) {
                var done = files.filter(file -> file.toString().endsWith("-short")).findFirst();
                if (done.isPresent()) {
                    return done.get();
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no cache was trained in " + folder);
    }

    private String launcher() {
        return checkout.resolve("shell/cryo").toString();
    }

    private void jdk(String name, String version) throws IOException {
        var home = Files.createDirectories(jvms.resolve(name).resolve("bin"));
        Files.writeString(jvms.resolve(name).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        executable(
                home.resolve("java"),
                "#!/bin/sh\nprintf '%s LC_ALL=%s ' " + name + " \"${LC_ALL:-}\"\nprintf '%s|' \"$@\"\n");
    }

    private void built() throws IOException {
        Files.createDirectories(checkout.resolve("target/lib"));
        var jar = Files.writeString(checkout.resolve("target/cryo.jar"), "");
        var past = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        for (var source : List.of("pom.xml", "src/main/java/A.java", "src/main/java", "src/main")) {
            Files.setLastModifiedTime(checkout.resolve(source), past);
        }
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
    }

    private void fresh() throws IOException {
        Files.delete(checkout.resolve("target/cryo.jar"));
    }

    private void maven(String before) throws IOException {
        executable(bin.resolve("mvn"), mavenScript(before));
    }

    private String mavenScript(String before) {
        return "#!/bin/sh\n" + before + "mkdir -p target/lib\ntouch target/cryo.jar\necho built >>target/builds\n";
    }

    private long builds() throws IOException {
        try (Stream<String> lines = Files.lines(checkout.resolve("target/builds"))) {
            return lines.count();
        }
    }

    private static Path find(String tool) {
        return Stream.of("/usr/bin", "/bin")
                .map(place -> Path.of(place, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", bin.toString(), "CRYO_JVMS", jvms.toString(), "LC_ALL", "C.UTF-8"));
        builder.environment().putAll(environment);
        return builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
    }

    private Ended run(Map<String, String> environment, String... command) throws Exception {
        var process = start(environment, command);
        var out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, err);
    }
}
