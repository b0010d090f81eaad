package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands in the background, and blocks that are pasted: what is performed, and what is not. */
@Timeout(60)
class JobsTest {

    @TempDir
    Path folder;

    @Test
    void aCommandGoesOnWhileTheNextLineIsTyped() {
        try (var screen = Screen.of(folder)) {
            screen.type("wait 300ms &", Screen.ENTER).await("[1] begun").type("loo");
            screen.await("[1] done: wait 300ms").await("[1] waited\n");
            assertTrue(screen.text().endsWith("cryo> loo"), screen.text());
            screen.type("k web", Screen.ENTER).await("Checkpointed");
        }
    }

    @Test
    void itsPiecesAndFailuresAreToldAbove() {
        try (var screen = Screen.of(folder)) {
            screen.type("freeze web broken &", Screen.ENTER).await("[1] failed: freeze web broken");
            screen.await("'cancel 1' ends it\n[1] 0123456789ab\n[1] frozen: 240MB in 350 ms\n[1] cryo: broken cannot be frozen\n"
                    + "[1]     log: \\x1b[2Jerror\n[1] -> mend it");
        }
    }

    @Test
    void itIsListedAndCancelled() {
        try (var screen = Screen.of(folder)) {
            screen.type("wait 60s &", Screen.ENTER).await("[1] begun");
            screen.type("jobs", Screen.ENTER).await("running").await("waiting until");
            screen.type("cancel 1", Screen.ENTER).await("[1] cancelled: wait 60s");
            screen.type("cancel 1", Screen.ENTER).await("no job 1 is running");
        }
    }

    @Test
    void whoLeavesIsToldOfWhatRunsAndEndsIt() {
        try (var screen = Screen.of(folder)) {
            screen.type("wait 60s &", Screen.ENTER).await("[1] begun").type("\004").await("Ctrl-D once more");
            assertEquals(0, screen.leave());
            assertTrue(screen.text().contains("[1] cancelled: wait 60s"), screen.text());
        }
    }

    @Test
    void withoutAPromptThereIsNoBackground() {
        assertTrue(Called.on("list &\n", "").err().startsWith("cryo: '&' means something only at a prompt"));
        assertEquals(0, Called.on("look 'web' # not this &\n", "").status());
    }

    @Test
    void whatIsAboutThePromptStaysThere() {
        try (var screen = Screen.of(folder)) {
            screen.type("use web &", Screen.ENTER).await("'use' is about the prompt");
        }
    }

    @Test
    void aPastedBlockIsPerformedAsAWholeWhenItIsAccepted() {
        try (var screen = Screen.of(folder)) {
            screen.type("\033[200~look web\nlook db\n[1, 2].each {\n  println it\n}\n\033[201~").await("  ... }");
            assertFalse(screen.text().contains("Checkpointed"), screen.text());
            screen.type(Screen.ENTER).await("\n1\n2\ncryo>");
        }
    }

    @Test
    void aBlockWithoutItsEndWaitsForIt() {
        try (var screen = Screen.of(folder)) {
            screen.type("\033[200~println 'a' + 'b'\nif (true) {\n\033[201~", Screen.ENTER).await("  ... ");
            screen.type("println 'c' + 'd' }").await("'d' }");
            assertFalse(screen.text().contains("\nab\n"), screen.text());
            screen.type(Screen.ENTER).await("\nab\ncd\n");
        }
    }

    @Test
    void ofABlockThatCannotBeReadNothingIsPerformed() {
        try (var screen = Screen.of(folder)) {
            screen.type("\033[200~look web\nfreeze --lable x web\n\033[201~", Screen.ENTER).await("none of the lines was performed");
            assertFalse(screen.text().contains("Checkpointed"), screen.text());
        }
    }

    @Test
    void aFailureInABlockEndsIt() {
        try (var screen = Screen.of(folder)) {
            screen.type("\033[200~freeze broken\nlook web\nlook db\n\033[201~", Screen.ENTER).await("the 2 inputs behind it");
            assertFalse(screen.text().contains("Checkpointed"), screen.text());
        }
    }

    @Test
    void linesThatComeInOneBurstAreOneBlockThoughNothingMarksThem() {
        try (var screen = Screen.of(folder)) {
            screen.type("look web\rfreeze --lable x web\rlook db\r").await("none of the lines was performed");
            assertFalse(screen.text().contains("Checkpointed"), screen.text());
            screen.type("println 'a' + 'b'\r\n\tprintln 'c' + 'd'\r\n").await("\nab\ncd\ncryo>");
        }
    }

    @Test
    void aBurstWithoutAnEndWaitsForItsUser() {
        try (var screen = Screen.of(folder)) {
            screen.type("println 'a' + 'b'\n[1].each {\n  println it\n").await("  ...   println it\n  ...");
            screen.type("}").await("}");
            assertFalse(screen.text().contains("\nab\n"), screen.text());
            screen.type(Screen.ENTER).await("\nab\n1\n");
            screen.type("println 'c' + 'd'\nprintln 'e'").await("'e'");
            assertFalse(screen.text().contains("\ncd"), screen.text());
            screen.type(" + 'f'", Screen.ENTER).await("\ncd\nef\n");
        }
    }

    @Test
    void keysBehindALineAreNotTakenForTextOfIt() {
        try (var screen = Screen.of(folder)) {
            screen.type("println 'a' + 'b'\r" + Screen.UP).await("\nab\ncryo> println 'a' + 'b'");
            screen.type("\025", "println 'c' + 'd'\r\004").await("\ncd\n");
            assertEquals(0, screen.ended());
        }
    }
}
