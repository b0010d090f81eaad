package dev.cryo.shell;

import static dev.cryo.shell.Golden.assertGolden;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each face prints, and where. */
class OutputTest {

    private static final TimeZone BEFORE = TimeZone.getDefault();

    @BeforeAll
    static void inOneZone() {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Vienna"));
    }

    @AfterAll
    static void backHome() {
        TimeZone.setDefault(BEFORE);
    }

    @ParameterizedTest
    @CsvSource({
        "table, list",
        "table-empty, list --none",
        "table-json, list --json",
        "card, look web",
        "card-json, --json look web",
        "pieces, freeze web db",
        "pieces-json, freeze --json web db",
        "pieces-until-failure, freeze web broken db",
        "output, exec web a b",
        "output-json, exec --json web a b",
        "text, lab up --name=x",
        "help, help",
        "help-verb, help freeze",
        "help-option, freeze --help",
        "help-family, help lab",
        "help-family, lab --help",
        "unknown-verb, freez web",
        "unknown-option, freeze web --lable x",
        "unknown-member, lab uo",
        "missing, freeze",
        "refused, freeze web --times 0",
        "unreadable, freeze web --every 5",
    })
    void prints(String golden, String line) throws IOException {
        assertGolden(golden, Called.with(Words.of(line).toArray(String[]::new)).toString());
    }

    @Test
    void onATerminalStepsAndSummariesGoToStandardError() throws IOException {
        var called = Called.on("", "12", "freeze", "web");
        assertGolden("terminal", called.toString());
        assertEquals("0123456789ab\n", called.out());
    }

    @Test
    void onATerminalWhatAContainerWritesIsHarmless() {
        var called = Called.on("", "12", "exec", "web", "\033[2J");
        assertEquals("\\x1b[2J\n", called.out());
        assertEquals("\\x1b[1merr\n", called.err());
        assertTrue(Called.on("", "", "exec", "web", "\033[2J").out().contains("\033"), "a pipe gets every byte");
    }

    @Test
    void onATerminalWhatAScriptPrintsIsHarmless() {
        var script = "println 'é' + (char) 27 + '[2J'";
        assertEquals("é\\x1b[2J\n", Called.on("", "1", "-e", script).out());
        assertEquals("é\033[2J\n", Called.on("", "", "-e", script).out());
    }

    @Test
    void quietSaysNothing() {
        assertEquals("", Called.on("", "12", "-q", "freeze", "web").err());
    }

    @Test
    void verboseSaysEachStepAnywhere() {
        assertTrue(Called.with("-v", "freeze", "web").err().startsWith("freezing web\n"));
    }

    @Test
    void titlesAreBoldOnATerminalOnly() {
        assertTrue(Called.on("", "1", "list").out().startsWith("\033[1mNAME"));
        assertFalse(Called.on("", "1", "--no-color", "list").out().contains("\033["));
        assertFalse(Called.with("list").out().contains("\033["));
    }
}
