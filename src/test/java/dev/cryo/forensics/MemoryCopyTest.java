package dev.cryo.forensics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.criu.Fixture;
import dev.cryo.verb.Watch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of a process as a file, and the way back from it. */
class MemoryCopyTest {

    @TempDir
    Path folder;

    private Asked asked() {
        var store = new EvidenceReader(() -> {
            throw new IllegalStateException("no store is needed");
        });
        return Asked.of(store, About.all(new Evidence(folder.toString())));
    }

    @BeforeEach
    void makeEvidence() {
        Fixture.witness().into(folder);
    }

    @Test
    void everyPageOfTheCopyIsWhatStandsAtItsPlace() throws IOException {
        var asked = asked();
        for (var process : asked.processes()) {
            var out = new ByteArrayOutputStream();
            var copy = MemoryCopy.write(asked, process, out, Watch.NOBODY);
            var bytes = out.toByteArray();
            assertTrue(bytes.length >= process.residentBytes());
            int mapped = 0;
            for (int at = 0; at < bytes.length; at += 4096) {
                var place = copy.place(at, 4096).orElseThrow();
                if (place.mapped()) {
                    mapped++;
                    var memory = process.addressSpace().orFail("memory").read(place.address(), 4096).orFail("a page");
                    assertArrayEquals(Arrays.copyOfRange(bytes, at, at + 4096), memory.toArray());
                }
            }
            assertTrue(mapped > 10);
            assertTrue(copy.place(bytes.length - 1, 2).isEmpty());
            assertTrue(copy.place(bytes.length, 1).isEmpty());
        }
    }

    @Test
    void whatCannotBeReadIsNoted() throws IOException {
        var asked = asked();
        try (var files = Files.newDirectoryStream(folder, "pages-*.img")) {
            for (var file : files) {
                Files.write(file, new byte[4096]);
            }
        }
        var out = new ByteArrayOutputStream();
        MemoryCopy.write(asked, asked.processes().getFirst(), out, Watch.NOBODY);
        assertEquals(1, asked.evidence().damage().size(), asked.evidence().damage()::toString);
        assertTrue(asked.evidence().damage().getFirst().contains("is damaged"));
    }
}
