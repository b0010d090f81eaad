package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Incremental checkpoints: pages that did not change lie in the parent, or further up. */
class LineageTest {

    private static final long AT = 0x10000;
    private static final int PARENT = 1;
    private static final int PRESENT = 4;

    @TempDir
    Path folder;

    /** A checkpoint of eight pages at {@link #AT}, its stored ones filled with a letter. */
    private static Synthetic filled(char letter, int stored) {
        var bytes = new byte[stored * Synthetic.PAGE];
        Arrays.fill(bytes, (byte) letter);
        return new Synthetic().map(AT, 8, Synthetic.ANON_PRIVATE).pages(bytes);
    }

    private static long page(int number) {
        return AT + (long) number * Synthetic.PAGE;
    }

    private Path made(String name, Synthetic checkpoint, String parent) throws IOException {
        var at = Files.createDirectory(folder.resolve(name));
        var images = checkpoint.images();
        for (var file : images.names()) {
            try (var in = Channels.newInputStream(images.open(file))) {
                Files.copy(in, at.resolve(file));
            }
        }
        if (!parent.isEmpty()) {
            Files.createSymbolicLink(at.resolve("parent"), Path.of(parent));
        }
        return at;
    }

    private static String letters(Path directory) {
        var space = ImageDirectory.open(directory).process(1).orElseThrow().addressSpace().orFail("memory");
        var letters = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            letters.append(switch (space.read(page(i), 1)) {
                case Reading.Value<Bytes>(var bytes) -> bytes.at(0) == 0 ? "0" : bytes.text();
                case Reading.Absent<Bytes> _ -> "?";
            });
        }
        return letters.toString();
    }

    private Path chain() throws IOException {
        made("1", filled('a', 5).run(AT, 5, PRESENT), "");
        made("2", filled('b', 2).run(AT, 1, PARENT).run(page(1), 2, PRESENT).run(page(3), 2, PARENT), "../1");
        return made("3", filled('c', 1).run(AT, 2, PARENT).run(page(2), 1, PRESENT).run(page(3), 3, PARENT), "../2");
    }

    @Test
    void eachPageComesFromTheNewestThatHoldsIt() throws IOException {
        // Page 5 is said to be in the parent, which lacks it; pages 6 and 7 were never written.
        assertEquals("abcaa?00", letters(chain()));
    }

    @Test
    void residencyTellsWhatIsHereAndWhatIsNot() throws IOException {
        var process = ImageDirectory.open(chain()).process(1).orElseThrow();
        var mapping = process.mappings().getFirst();
        assertEquals(
                new Residency(4096, 5 * 4096),
                process.addressSpace().orFail("memory").residency(mapping));
        assertEquals(5 * 4096, process.residentBytes());
    }

    @Test
    void aSearchGoesOverTheBordersOfCheckpoints() throws IOException {
        var newest = ImageDirectory.open(chain());
        var found = newest.search(Needle.bytes(Bytes.of("ccaaaa".getBytes(UTF_8))), Watch.NOBODY).toList();
        assertEquals(List.of(page(3) - 2), found.stream().map(Match::address).toList());
    }

    @Test
    void samplesAreTakenOfAll() throws IOException {
        var process = ImageDirectory.open(chain()).process(1).orElseThrow();
        assertEquals(
                List.of(page(0), page(1), page(2), page(3), page(4)),
                process.samplePages(10).stream().map(PageSample::address).toList());
    }

    @Test
    void aLinkThatLeadsOutIsNotFollowed() throws IOException {
        var outside = Files.createDirectories(folder.resolve("elsewhere/deep"));
        Files.createSymbolicLink(folder.resolve("door"), outside);
        for (var link : List.of("/etc", "../..", "..", "../elsewhere/../../..", "../../" + folder.getFileName() + "/..")) {
            assertRefused(link, "neither beside it nor in it");
        }
    }

    @Test
    void aRingIsNotFollowed() throws IOException {
        assertRefused(".", "builds on it");
        made("x", filled('a', 1).run(AT, 1, PRESENT), "../y");
        assertRefused("../x", "which builds on it", "y");
    }

    @Test
    void aParentThatIsGoneIsSaid() throws IOException {
        assertRefused("../gone", "cannot be found");
    }

    private void assertRefused(String link, String why) throws IOException {
        assertRefused(link, why, "hostile" + Integer.toHexString(link.hashCode()));
    }

    /** Nothing more than the pages of the parent is lost. */
    private void assertRefused(String link, String why, String name) throws IOException {
        var at = made(name, filled('h', 1).run(AT, 1, PRESENT).run(page(1), 1, PARENT), link);
        var evidence = ImageDirectory.evidence(Images.in(at));
        assertTrue(evidence.damage().stream().anyMatch(line -> line.contains(why)), () -> link + ": " + evidence.damage());
        var space = evidence.process(1).orElseThrow().addressSpace().orFail("memory");
        assertEquals("h", space.read(AT, 1).orFail("page").text());
        assertInstanceOf(Reading.Absent.class, space.read(page(1), 1));
    }
}
