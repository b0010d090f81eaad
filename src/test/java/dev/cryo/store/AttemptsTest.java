package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.000001Z");

    @TempDir
    Path folder;

    private Store store;
    private Attempts attempts;

    @BeforeEach
    void open() {
        store = Store.at(folder.resolve("store"));
        attempts = store.attempts(new TimelineKey("engine", new ContainerId("a".repeat(64))));
    }

    private Attempt attempt(int number) throws IOException {
        var log = Files.writeString(folder.resolve("dump.log"), "log " + number);
        return new Attempt(
                NOON.plusSeconds(number),
                "checkpoint",
                "we\u001b[31mb",
                "it failed " + number,
                List.of("a \"line\"", "another\n"),
                Optional.of("mend it"),
                Optional.of(log));
    }

    @Test
    void whatIsKeptComesBackWithItsLog() throws IOException {
        var kept = attempts.keep(attempt(1));
        assertEquals(List.of(kept), attempts.all());
        assertEquals("log 1", Files.readString(kept.log().orElseThrow()));
        assertTrue(kept.log().orElseThrow().startsWith(store.root()));
        assertEquals(attempt(1).evidence(), attempts.all().getFirst().evidence());
    }

    @Test
    void oneWithoutALogIsKeptToo() {
        var bare = new Attempt(NOON, "restore", "web", "no", List.of(), Optional.empty(), Optional.of(folder.resolve("none")));
        assertEquals(Optional.empty(), attempts.keep(bare).log());
        assertEquals("no", attempts.all().getFirst().what());
    }

    @Test
    void onlyTheLastOnesStay() throws IOException {
        for (int i = 0; i < Attempts.KEPT + 3; i++) {
            attempts.keep(attempt(i));
        }
        var all = attempts.all();
        assertEquals(Attempts.KEPT, all.size());
        assertEquals("it failed " + (Attempts.KEPT + 2), all.getFirst().what());
        assertEquals("it failed 3", all.getLast().what());
        try (var files = Files.list(all.getFirst().log().orElseThrow().getParent())) {
            assertEquals(2L * Attempts.KEPT, files.count());
        }
    }

    @Test
    void aDamagedNoteIsPassedOver() throws IOException {
        var kept = attempts.keep(attempt(1));
        var note = Path.of(kept.log().orElseThrow().toString().replace(".log", ".json"));
        assertTrue(Files.exists(note));
        attempts.keep(attempt(2));
        Files.writeString(note, "{\"when\": 3");
        assertEquals(List.of("it failed 2"), attempts.all().stream().map(Attempt::what).toList());
    }

    @Test
    void theNewestOfAllContainersComesFirst() throws IOException {
        attempts.keep(attempt(5));
        store.attempts(new TimelineKey("engine", new ContainerId("b".repeat(64)))).keep(attempt(7));
        assertEquals(
                List.of("it failed 7", "it failed 5"),
                store.attempts().stream().map(Attempt::what).toList());
    }
}
