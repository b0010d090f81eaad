package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that only a session has: lines that go into files and come out of them, repeat, or leave Cryo. */
@Timeout(60)
class SessionVerbsTest {

    @TempDir
    Path folder;

    @Test
    void aSessionThatWasSavedRunsAgain() throws Exception {
        var file = folder.resolve("session.cryo");
        var first = Called.on("def n = [1,\n2]\nfreeze --label 'a b' broken\n", "");
        assertEquals(2, first.status(), "a label with a blank");
        var saved = Called.on("""
                def n = [1,
                2]
                # a comment

                look web
                help look
                println n.sum() + 39
                save %s
                """.formatted(file), "");
        assertEquals(0, saved.status(), saved.err());
        assertEquals("""
                #!/usr/bin/env cryo
                def n = [1,
                2]
                look web
                help look
                println n.sum() + 39
                """, Files.readString(file));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        var again = Called.with(file.toString());
        assertEquals(0, again.status(), again.err());
        assertTrue(again.out().endsWith("\n42\n"), again.out());
        var loaded = Called.on("load " + file + "\nn\nsave " + file + "\n", "");
        assertTrue(loaded.out().contains("42\n[1, 2]\n"), loaded.out());
        assertTrue(loaded.err().contains("is there already\n-> --force writes over it"), loaded.err());
    }

    @Test
    void theFirstFailureOfAFileIsItsEndAndPointsAtItsLine() throws Exception {
        var file = Files.writeString(folder.resolve("wrong.cryo"), "println 1\n\nthrow new Exception('no')\nprintln 2\n");
        var called = Called.with(file.toString());
        assertEquals(1, called.status());
        assertEquals("1\n", called.out());
        assertTrue(called.err().contains("wrong.cryo:3"), called.err());
        assertEquals(2, Called.with(folder.resolve("none.cryo").toString()).status());
    }

    @Test
    void aCommandIsRepeatedAndItsFailuresAreShown() {
        var repeated = Called.on("watch --times 2 --every 1ms look web\n", "");
        assertEquals(2, repeated.out().lines().filter(line -> line.startsWith("Name")).count(), repeated.out());
        var failing = Called.on("watch --times 1 nonsense\n", "");
        assertTrue(failing.out().startsWith("cryo: there is no command 'nonsense'"), failing.out());
        assertEquals(2, Called.on("watch --times 0 list\n", "").status());
    }

    @Test
    void onATerminalTheNewestResultTakesThePlaceOfTheOldOne() throws Exception {
        try (var screen = Screen.of(folder)) {
            screen.type("watch -n 10ms look web", Screen.ENTER).await("every 0.01 s: look web").await("Checkpointed");
            screen.type("\003").await("cryo>");
            assertTrue(screen.text().contains("cryo> watch -n 10ms look web\nName"), screen.text());
            assertFalse(screen.text().contains("every 0.01 s"), screen.text());
        }
    }

    @Test
    void theSystemsShellAndTheEditorAreProcesses() throws Exception {
        var lines = "look db\nedit\n!echo from outside; exit 3\n";
        var process = new ProcessBuilder(ProcessTest.command()).redirectErrorStream(true);
        process.environment().put("VISUAL", "sed -i s/db/web/");
        var started = process.start();
        try (var in = started.outputWriter(StandardCharsets.UTF_8)) {
            in.write(lines);
        }
        var said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(3, started.waitFor(), said);
        assertTrue(said.contains("look web\nName"), said);
        assertTrue(said.endsWith("from outside\n"), said);
    }

    @Test
    void linesThatComeTogetherAreTheInputsThatTheyAre() {
        assertEquals(
                List.of("look web", "x = [1,\n2]", "if (a) {\n}\nelse {\n}", "list\n  .each { }", "look \\\ndb"),
                Inputs.of("look web\n\nx = [1,\n2]\nif (a) {\n}\nelse {\n}\nlist\n  .each { }\nlook \\\ndb\n", text ->
                        text.endsWith(",") || text.endsWith("{") || text.endsWith("\\")));
    }
}
