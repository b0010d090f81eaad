package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.keeping.KeptStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose packs have blocks of four pages, as Cryo once wrote them, is read, and lives on beside what it writes now. */
class BlocksOfFourTest {

    private static final int CAPTURES = 3;
    private static final int PAGES = 50;

    @TempDir
    Path folder;

    @BeforeEach
    void unpackTheStore() {
        KeptStore.unpack("/dev/cryo/store/store-of-four.tar.gz", folder);
    }

    private Store store() {
        return Store.at(folder);
    }

    private List<Checkpoint> checkpoints() {
        return store().timelines().getFirst().checkpoints();
    }

    /** As make-store-of-four.groovy made it. */
    private static byte[] page(int number, int since) {
        var bytes = new byte[4096];
        if (number % 10 == 9) {
            new Random(100L * number + since).nextBytes(bytes);
        } else if (number % 10 != 5) {
            var text = ("page " + number + " since " + since + " ").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = text[i % text.length];
            }
        }
        return bytes;
    }

    private static Map<String, byte[]> files(int capture) {
        var memory = new ByteArrayOutputStream();
        for (int page = 0; page < PAGES; page++) {
            int since = page % 2 != 0 ? capture : page % 3 != 0 ? 0 : capture / 2;
            memory.writeBytes(page(page, since));
        }
        memory.writeBytes("the end".getBytes(StandardCharsets.UTF_8));
        return new TreeMap<>(Map.of(
                "images/pages-1.img", memory.toByteArray(),
                "work/dump.log", "the log of CRIU\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void itComesOutAsItWentIn() throws IOException {
        var made = checkpoints();
        for (int capture = 0; capture < CAPTURES; capture++) {
            assertEquals("", Drafts.differences(files(capture), Drafts.unpacked(store(), made.get(capture))));
            assertEquals("", Drafts.differences(files(capture), Drafts.read(store(), made.get(capture))));
        }
    }

    @Test
    void aNewCheckpointSharesItsPagesAndStaysWhenTheOldOnesGo() throws IOException {
        var old = checkpoints();
        var made = Drafts.make(store(), old.getLast().timeline(), files(2), Optional.of(old.getLast().id()));
        assertTrue(made.added().orElseThrow().bytes() < 4096, made.toString());

        new Pruning(store()).prune(new Pruning.Plan(old, Optional.empty(), true));

        assertEquals(List.of(made.id()), checkpoints().stream().map(Checkpoint::id).toList());
        assertTrue(store().unpacked().remove(made.id()));
        assertEquals("", Drafts.differences(files(2), Drafts.unpacked(store(), made)));
    }
}
