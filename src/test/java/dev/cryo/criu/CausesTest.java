package dev.cryo.criu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CausesTest {

    private final Causes causes = Causes.known();

    /** @param row the cause that must come out on top */
    private record Excerpt(String row, String source, List<String> lines) {}

    @TestFactory
    Stream<DynamicTest> theCauseOfAnExcerptIsFound() {
        return excerpts().stream().map(excerpt -> DynamicTest.dynamicTest(excerpt.row() + ", " + excerpt.source(), () -> {
            var cause = causes.top(new CriuLog(excerpt.lines()), List.of()).orElseThrow();
            assertEquals(excerpt.row(), cause.name());
            assertTrue(excerpt.lines().stream().map(String::strip).toList().containsAll(cause.proof()));
            for (var text : List.of(cause.text(), cause.remedy())) {
                assertFalse(text.contains("?") || text.contains("{"), text);
                assertFalse(text.contains("\n"), text);
            }
        }));
    }

    @Test
    void everyRowHasAnExcerpt() {
        var shown = excerpts().stream().map(Excerpt::row).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(causes.names()), shown);
        assertTrue(causes.names().size() >= 30, "only " + causes.names().size());
    }

    @Test
    void theOffenderIsNamed() {
        var log = CriuLog.of(
                """
                (00.000009) Version: 4.1.1 (gitid 0)
                (00.000012) Running on host Linux 6.18.0 #1 SMP x86_64
                (00.112401) Dumping opened files (pid: 20781)
                (00.112553) 20781 fdinfo 0: pos:                0 flags:           100002/0
                (00.112608) 20781 fdinfo 7: pos:                0 flags:           100002/0
                (00.685912) Error (criu/sk-inet.c:188): inet: Connected TCP socket, consider using --tcp-established option.
                (00.685936) Error (criu/cr-dump.c:1347): Dump files (pid: 20781) failed with -1
                """);
        var cause = causes.top(log, List.of()).orElseThrow();
        assertEquals("process 20781 has an established TCP connection (descriptor 7)", cause.text());
        assertEquals(2, cause.proof().size());
    }

    @Test
    void aDescriptorOfAnotherProcessIsNotBlamed() {
        var log = CriuLog.of(
                """
                (00.112553) 20781 fdinfo 4: pos:                0 flags:           100002/0
                (00.560844) Error (criu/files-reg.c:854): Can't dump ghost file /dev/shm/x of 4198400 size, increase limit
                (00.560853) Error (criu/cr-dump.c:1244): Collect mappings (pid: 6023) failed with -1
                """);
        assertEquals(
                "process 6023 has the deleted file /dev/shm/x open, and it is too big to be dumped (4198400 bytes)",
                causes.top(log, List.of()).orElseThrow().text());
    }

    @Test
    void whatAContainerSaysIsNoTemplate() {
        var log = CriuLog.of("Error (files-reg.c:1): Can't dump ghost file /{pid}[x]$1\\ of 5 size, increase limit");
        assertEquals(
                "the deleted file /{pid}[x]$1\\ open, and it is too big to be dumped (5 bytes)",
                causes.top(log, List.of()).orElseThrow().text());
    }

    @Test
    void anUnknownErrorHasNoCause() {
        var log = CriuLog.of("(00.1) Error (criu/new.c:1): a thing nobody knows\n(00.2) Error (criu/cr-dump.c:1): Dumping FAILED.");
        assertTrue(causes.top(log, List.of()).isEmpty());
        assertEquals(2, log.errors(6).size());
    }

    @Test
    void whatTheRuntimeSaidCountsWhereThereIsNoLog() {
        var cause = causes.top(CriuLog.of(""), List.of("exec: \"criu\": executable file not found in $PATH"));
        assertEquals("criu-missing", cause.orElseThrow().name());
    }

    private static List<Excerpt> excerpts() {
        var excerpts = new ArrayList<Excerpt>();
        for (var block : resource().split("(?m)^== ", 0)) {
            if (!block.startsWith("#")) {
                var lines = block.lines().filter(line -> !line.isBlank()).toList();
                var head = lines.getFirst().split("  ", 2);
                excerpts.add(new Excerpt(head[0], head[1], lines.subList(1, lines.size())));
            }
        }
        return excerpts;
    }

    private static String resource() {
        try (var stream = CausesTest.class.getResourceAsStream("excerpts.txt")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
