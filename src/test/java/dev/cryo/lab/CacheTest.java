package dev.cryo.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {

    @TempDir
    Path folder;

    private Cache cache;
    private final Recipe recipe = new Recipe("thing", List.of("word"), List.of());
    private final AtomicInteger made = new AtomicInteger();

    @BeforeEach
    void open() {
        cache = new Cache(folder);
    }

    @Test
    void whatIsThereIsNotMadeAgain() throws IOException {
        var first = get();
        assertEquals(first, get());
        assertEquals(1, made.get());
        assertTrue(cache.has(recipe));
    }

    @Test
    void aFileThatLostItsContentMakesItAnew() throws IOException {
        var program = get().resolve("root/usr/bin/program");
        Files.writeString(program, "");
        assertFalse(cache.has(recipe));
        get();
        assertEquals("works", Files.readString(program));
        Files.delete(program);
        get();
        assertEquals(3, made.get());
    }

    @Test
    void halfOfItNeverCounts() throws IOException {
        assertThrows(
                Problem.class,
                () -> cache.get(
                        recipe,
                        workshop -> {
                            Files.writeString(workshop.folder().resolve("half"), "x");
                            throw Problem.interrupted();
                        },
                        Watch.NOBODY));
        assertFalse(cache.has(recipe));
        try (var left = Files.list(folder.resolve("made"))) {
            assertEquals(List.of(), left.filter(Files::isDirectory).toList());
        }
        assertFalse(Files.exists(get().resolve("half")));
    }

    @Test
    void whoStillWorksForACryoThatDiedIsEnded() throws Exception {
        var worker = new ProcessBuilder("sleep", "60").start();
        var half = Files.createDirectories(folder.resolve("made").resolve("." + recipe.name()));
        Files.writeString(half.resolve("half"), "x");
        new Cache.Workshop(half).worker(ProcessRef.of(worker.pid()).orElseThrow());

        assertFalse(Files.exists(get().resolve("half")));
        assertFalse(worker.isAlive());
    }

    @Test
    void whatNobodyUsedForAMonthGoesWhenSomethingNewIsMade() throws IOException {
        var old = new Recipe("thing", List.of("old"), List.of());
        var base = new Recipe("thing", List.of("base"), List.of());
        for (var one : List.of(old, base)) {
            cache.get(one, workshop -> {}, Watch.NOBODY);
            Files.setLastModifiedTime(
                    cache.made(one).resolve("complete"),
                    FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        }
        var lab = Files.createDirectories(cache.labs().resolve("test-cache"));
        Files.writeString(lab.resolve("tree"), base.name() + "\n");
        get();
        assertFalse(cache.has(old));
        assertTrue(cache.has(base));
        assertTrue(cache.has(recipe));
    }

    @Test
    void severalWhoWantTheSameMakeItOnce() {
        var failures = IntStream.range(0, 4).parallel().filter(i -> {
            try {
                get();
                return false;
            } catch (IOException e) {
                return true;
            }
        });
        assertEquals(0, failures.count());
        assertEquals(1, made.get());
    }

    private Path get() throws IOException {
        return cache.get(
                recipe,
                workshop -> {
                    made.incrementAndGet();
                    Files.createDirectories(workshop.folder().resolve("root/usr/bin"));
                    Files.writeString(workshop.folder().resolve("root/usr/bin/program"), "works");
                },
                Watch.NOBODY);
    }
}
