package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.LongPredicate;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a line looks while it is typed, what is suggested, and how earlier lines are found. */
@Timeout(60)
class PromptLookTest {

    private static final LongPredicate BOLD = ScreenTerminal::cellBold;
    private static final LongPredicate FAINT = ScreenTerminal::cellDim;
    private static final LongPredicate COLOURED = ScreenTerminal::cellHasForeground;

    @TempDir
    Path folder;

    @Test
    void verbsAndOptionsAreToldApartAsOneTypes() throws Exception {
        try (var screen = Screen.of(folder)) {
            screen.type("freeze --label 'x y' --lable web").await("--lable web");
            assertEquals("freeze", screen.textThat(BOLD));
            assertEquals("--label 'x y' --lable", screen.textThat(COLOURED));
        }
    }

    @Test
    void groovyIsColouredWithoutLoadingIt() throws Exception {
        try (var screen = Screen.of(folder)) {
            screen.type("def n = freeze('web') // why").await("// why");
            assertEquals("def freeze", screen.textThat(BOLD));
            assertEquals("// why", screen.textThat(FAINT));
            assertEquals("def 'web'", screen.textThat(COLOURED));
        }
    }

    @Test
    void withoutColourNothingIsColouredAndNothingSuggested() throws Exception {
        remember("freeze web");
        try (var screen = Screen.of(folder, "--no-color")) {
            screen.type("freeze --label x").await("--label x");
            assertEquals("", screen.textThat(BOLD.or(FAINT).or(COLOURED)));
            screen.type("\025", "free");
            screen.awaitGone("--label");
            assertTrue(screen.text().endsWith("cryo> free"), screen.text());
        }
    }

    @Test
    void aDumbTerminalGetsPlainText() throws Exception {
        remember("freeze web");
        try (var screen = new Screen("dumb", 80, 24, folder, Samples::new)) {
            screen.type("freeze db", Screen.ENTER).await("0123456789ab");
            assertEquals("", screen.textThat(BOLD.or(FAINT).or(COLOURED)));
            assertFalse(screen.text().contains("web"), screen.text());
            assertEquals(0, screen.leave());
        }
    }

    @Test
    void whatATerminalWouldObeyIsShown() throws Exception {
        try (var screen = Screen.of(folder)) {
            screen.type("\033[200~look \033]0;x\007 \u202eweb\033[201~").await("\\u202eweb");
            assertTrue(screen.text().contains("look \\x1b]0;x\\x07 \\u202eweb"), screen.text());
        }
    }

    @Test
    void theNewestLineThatBeginsSoIsSuggestedAndTaken() throws Exception {
        remember("freeze db", "freeze --leave-running web", "look web");
        try (var screen = Screen.of(folder)) {
            screen.type("fre").await("freeze --leave-running web");
            assertEquals("eze --leave-running web", screen.textThat(FAINT));
            screen.type("\033f").await("freeze --leave-running web");
            screen.type(Screen.RIGHT);
            screen.type(" db", Screen.ENTER).await("frozen: 240MB");
            assertEquals("", screen.textThat(FAINT));
            assertTrue(screen.text().contains("cryo> freeze --leave-running web db"), screen.text());
        }
    }

    @Test
    void aSuggestionIsNotPerformedWithoutBeingTaken() throws Exception {
        remember("list --none");
        try (var screen = Screen.of(folder)) {
            screen.type("list").await("list --none").type(Screen.ENTER).await("TCP");
            assertTrue(screen.text().contains("cryo> list\n"), screen.text());
        }
    }

    @Test
    void hostileLinesOfTheHistoryAreNotSuggested() throws Exception {
        remember("look web", "look \033[2J");
        try (var screen = Screen.of(folder)) {
            screen.type("look").await("look web");
        }
    }

    @Test
    void anEarlierLineIsFoundByPiecesOfIt() throws Exception {
        remember("freeze --label before-deploy web", "look web", "freeze db");
        try (var screen = Screen.of(folder)) {
            screen.type("\022", "fz bef").await("history: fz bef");
            screen.await("cryo> freeze --label before-deploy web");
            screen.type(Screen.ENTER).awaitGone("history:");
            screen.type("x", Screen.ENTER).await("frozen: 240MB");
        }
    }

    @Test
    void theSearchCanBeLeftAsItWasEntered() throws Exception {
        remember("freeze db", "freeze web");
        try (var screen = Screen.of(folder)) {
            screen.type("fre", "\022").await("history: fre").await("cryo> freeze web");
            screen.type("\022").await("cryo> freeze db").type("\007").awaitGone("history:");
            assertTrue(screen.text().contains("cryo> freeze web"), "the suggestion for what was typed: " + screen.text());
        }
    }

    private void remember(String... lines) throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            text.append(1_700_000_000_000L + i).append(':').append(lines[i]).append('\n');
        }
        var file = Files.writeString(folder.resolve("history"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
