package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.catalog.Candidate;
import dev.cryo.verb.ContainerName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The menu of what may stand at the cursor. */
@Timeout(60)
class PromptCompletionTest {

    @TempDir
    Path folder;

    @Test
    void theMenuSaysWhatEachVerbDoes() throws Exception {
        try (var screen = Screen.of(folder)) {
            screen.type("l", Screen.TAB).await("""
                    cryo> l
                    list  List containers
                    look  Look at a container
                    lab   several commands""");
            screen.type(Screen.TAB).await("cryo> list");
            assertEquals("list  List containers", screen.textThat(ScreenTerminal::cellInverse));
            screen.type(Screen.DOWN).await("cryo> look").type(Screen.ENTER).awaitGone("several commands");
            screen.type(Screen.TAB).await("""
                    cryo> look
                    web  running
                    db   \\x1b[31mhostile""");
        }
    }

    @Test
    void optionsAndTheirValuesAreExplained() throws Exception {
        try (var screen = Screen.of(folder)) {
            screen.type("freeze --t", Screen.TAB).await("--tcp    what becomes of connections").await("--times  how often");
            screen.type("cp=", Screen.TAB).await("--tcp=close-all");
        }
    }

    @Test
    void pathsAreCompletedFolderByFolder() throws Exception {
        Files.createDirectories(folder.resolve("images/one"));
        Files.createDirectories(folder.resolve("images/.hidden"));
        try (var screen = Screen.of(folder)) {
            screen.type("freeze -d " + folder + "/im", Screen.TAB).await("/images/");
            screen.type(Screen.TAB).await("/images/one/");
        }
    }

    @Test
    void namedArgumentsOfGroovyAreExplained() throws Exception {
        try (var screen = Screen.of(folder)) {
            screen.type("freeze('web', t", Screen.TAB).await("tcp:    what becomes of connections").await("times:  how often");
            screen.type("i", Screen.TAB).await("freeze('web', times:");
        }
    }

    @Test
    void theEngineIsAskedOnceBetweenTwoInputsHoweverManyKeysArePressed() throws Exception {
        var asked = new AtomicInteger();
        var many = IntStream.range(0, 2500).mapToObj(i -> new Candidate("container-" + i, "running")).toList();
        try (var screen = new Screen("xterm-256color", 80, 24, folder, settings -> new Samples((type, typed) -> {
            asked.incrementAndGet();
            return many;
        }))) {
            screen.type("look c", Screen.TAB).await("container-1     running").await("… and 2481 more");
            for (var digit : List.of("2", "4", "9")) {
                screen.type(digit, Screen.TAB).await("look container-2");
            }
            screen.await("container-2499");
            assertEquals(1, asked.get());
            screen.type("\025", "list", Screen.ENTER).await("TCP").type("look container-1", Screen.TAB).await("container-10");
            assertEquals(2, asked.get(), "once more, for what the line may have changed");
        }
    }

    @Test
    void whatIsNewIsSeenAndWhatFailsIsNothing() {
        var answers = new ArrayList<List<Candidate>>(List.of(List.of(), List.of(new Candidate("new", ""))));
        var completions = new RememberedCompletions((type, typed) -> answers.removeFirst());
        assertEquals(List.of(), completions.candidates(ContainerName.class, ""));
        completions.renew();
        assertEquals("new", completions.candidates(ContainerName.class, "").getFirst().value());
        completions.renew();
        assertEquals(List.of(), completions.candidates(ContainerName.class, ""), "nothing is left to answer");
    }

    @Test
    void groovyIsNotLoadedForAMenu() throws Exception {
        try (var screen = Screen.of(folder)) {
            screen.type("con", Screen.TAB).await("cryo> containers");
            assertFalse(screen.text().contains("cryo> containers "), "a dot may follow");
            assertTrue(screen.text().startsWith("Cryo."));
        }
    }
}
