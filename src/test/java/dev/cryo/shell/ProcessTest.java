package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The process itself, over the sample verbs: signals, pipes, statuses. */
@Timeout(60)
class ProcessTest {

    @Test
    void ctrlCEndsAVerbWhereItIsSafe() throws Exception {
        var process = start("-v", "wait", "60s");
        awaitLine(process, process.errorReader(StandardCharsets.UTF_8), "waiting");
        signal(process, "INT");
        assertEquals(130, status(process));
    }

    @Test
    void ctrlCEndsALoopingScript() throws Exception {
        var process = start("-e", "println 'go'; while (true) { }");
        awaitLine(process, process.inputReader(StandardCharsets.UTF_8), "go");
        signal(process, "INT");
        assertEquals(130, status(process));
    }

    @Test
    void ctrlCEndsASleepingScript() throws Exception {
        var process = start("-e", "println 'go'; [1].each { sleep 60000 }");
        awaitLine(process, process.inputReader(StandardCharsets.UTF_8), "go");
        // Into the sleep: before it, the check at the closure's start would end the script.
        Thread.sleep(1000);
        signal(process, "INT");
        assertEquals(130, status(process));
    }

    @Test
    void whatAScriptHasPrintedGoesThroughAPipeBeforeItSleeps() throws Exception {
        for (var sleep : List.of("sleep 60000", "sleep 60.seconds", "[1].each { sleep 60000 }")) {
            var piped = new ArrayList<>(command("-e", "println 'go'; " + sleep));
            piped.remove("-Dcryo.terminals=1");
            var process = new ProcessBuilder(piped).start();
            try {
                awaitLine(process, process.inputReader(StandardCharsets.UTF_8), "go");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void terminationRunsFinallyBlocks() throws Exception {
        var process = start("-e", "try { println 'go'; while (true) { sleep(10) } } finally { println 'tidied' }");
        var out = process.inputReader(StandardCharsets.UTF_8);
        awaitLine(process, out, "go");
        signal(process, "TERM");
        awaitLine(process, out, "tidied");
        assertEquals(143, status(process));
    }

    @Test
    void terminationDoesNotWaitForAnIdleUser() throws Exception {
        var process = start();
        process.outputWriter(StandardCharsets.UTF_8).append("println 'ready'\n").flush();
        awaitLine(process, process.inputReader(StandardCharsets.UTF_8), "ready");
        signal(process, "TERM");
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it ends at once");
    }

    @Test
    void aReaderThatHasSeenEnoughEndsItQuietly() throws Exception {
        var command = new ArrayList<String>(List.of("sh", "-c", "\"$@\" | head -n 1", "sh"));
        command.addAll(command("-e", "1000000.times { println it }"));
        var process = new ProcessBuilder(command).start();
        assertEquals("0\n", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals("", new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void namesOfAnyAlphabetPass() throws Exception {
        var process = start("lab", "up", "--name", "日本é");
        assertEquals("lab 日本é is up", process.inputReader(StandardCharsets.UTF_8).readLine());
    }

    static List<String> command(String... args) {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dcryo.terminals=1",
                "-cp",
                System.getProperty("java.class.path"),
                Samples.class.getName()));
        command.addAll(List.of(args));
        return command;
    }

    private static Process start(String... args) throws IOException {
        var builder = new ProcessBuilder(command(args));
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    private static void awaitLine(Process process, BufferedReader reader, String start) throws IOException {
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith(start)) {
                return;
            }
        }
        var rest = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8);
        throw new AssertionError("ended without '" + start + "': " + new BufferedReader(rest).lines().toList());
    }

    private static void signal(Process process, String signal) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
    }

    private static int status(Process process) throws InterruptedException {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
        return process.exitValue();
    }
}
