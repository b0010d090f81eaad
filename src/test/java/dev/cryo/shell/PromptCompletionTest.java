package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.catalog.Candidate;
import dev.cryo.catalog.Completions;
import dev.cryo.verb.ContainerName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Counts how often it was asked. */
    private static final class Counted implements Completions {
        final AtomicInteger asked = new AtomicInteger();
        final CountDownLatch wondered = new CountDownLatch(1);
        private final boolean near;

        Counted(boolean near) {
            this.near = near;
        }

        @Override
        public List<Candidate> candidates(Class<?> type, String typedSoFar) {
            return List.of(new Candidate("container-" + asked.incrementAndGet(), "running"));
        }

        @Override
        public boolean near(Class<?> type) {
            wondered.countDown();
            return near && type == ContainerName.class;
        }
    }

    private Screen over(Completions completions) {
        return new Screen("xterm-256color", 80, 24, folder, settings -> new Samples(completions));
    }

    @Test
    void whatIsNearIsAskedWhileTheLineIsTyped() throws Exception {
        var counted = new Counted(true);
        try (var screen = over(counted)) {
            screen.type("list").await("> list").type("\025def look = 1\025lo").await("> lo");
            assertEquals(0, counted.asked.get(), "none of these wants a container");
            screen.type("ok").await("> look");
            for (int i = 0; i < 500 && counted.asked.get() == 0; i++) {
                Thread.sleep(10);
            }
            assertEquals(1, counted.asked.get(), "before Tab");
            screen.type(" c", Screen.TAB).await("look container-1");
            assertEquals(1, counted.asked.get(), "and not again at Tab");
        }
    }

    @Test
    void whatIsFarIsAskedAtTab() throws Exception {
        var counted = new Counted(false);
        try (var screen = over(counted)) {
            screen.type("look c").await("> look c");
            counted.wondered.await();
            screen.type("\025list", Screen.ENTER).await("TCP");
            assertEquals(0, counted.asked.get());
            screen.type("look c", Screen.TAB).await("look container-1");
        }
    }

    @Test
    void whatIsOldIsAskedAgain() {
        var counted = new Counted(true);
        var forgetful = new RememberedCompletions(counted, Duration.ZERO);
        assertEquals("container-1", forgetful.candidates(ContainerName.class, "").getFirst().value());
        assertEquals("container-2", forgetful.candidates(ContainerName.class, "").getFirst().value());
    }

    @Test
    void whoDoesNotAnswerIsNotAskedTwice() throws Exception {
        var asked = new AtomicInteger();
        var answers = new CountDownLatch(1);
        var waiting = new RememberedCompletions(
                (type, typed) -> {
                    asked.incrementAndGet();
                    uninterrupted(answers);
                    return List.of(new Candidate("late", ""));
                },
                Duration.ZERO);
        for (int i = 0; i < 2; i++) {
            Thread.currentThread().interrupt(); // nobody waits
            assertEquals(List.of(), waiting.candidates(ContainerName.class, ""));
            assertTrue(Thread.interrupted());
        }
        assertTrue(asked.get() <= 1, "asked " + asked.get() + " times");
        answers.countDown();
        assertEquals("late", waiting.candidates(ContainerName.class, "").getFirst().value());
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
