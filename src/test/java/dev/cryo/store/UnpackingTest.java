package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that changed little by little lies in the blocks of many packs: it comes out of them as it went in. */
class UnpackingTest {

    private static final int CAPTURES = 12;
    private static final int PAGES = 5000;

    @TempDir
    Path folder;

    private final Random random = new Random(11);
    private final List<Checkpoint> made = new ArrayList<>();
    private final List<Map<String, byte[]>> wanted = new ArrayList<>();

    private Store store() {
        return Store.at(folder.resolve("store"));
    }

    /** Captures of a memory of which a tenth is written to between two; one page in four is all zeros. */
    private void fill() {
        var memory = Drafts.bytes(1, PAGES * 4096 + 77);
        for (int page = 0; page < PAGES; page += 1 + random.nextInt(7)) {
            java.util.Arrays.fill(memory, page * 4096, page * 4096 + 4096, (byte) 0);
        }
        var store = store();
        for (int capture = 0; capture < CAPTURES; capture++) {
            for (int i = 0; i < PAGES / 10; i++) {
                memory[random.nextInt(memory.length)] ^= 1;
            }
            var files = Map.of(
                    "images/pages-1.img", memory.clone(), "work/dump.log", Drafts.bytes(capture, random.nextInt(9000)));
            var parent = made.isEmpty() ? Optional.<dev.cryo.verb.CheckpointId>empty() : Optional.of(made.getLast().id());
            made.add(Drafts.make(store, Drafts.WEB, files, parent));
            wanted.add(files);
        }
    }

    private void assertAllComeOut(Store store) throws IOException {
        for (int i = 0; i < made.size(); i++) {
            assertTrue(store.unpacked().remove(made.get(i).id()));
            assertEquals("", Drafts.differences(wanted.get(i), Drafts.unpacked(store, made.get(i))), "capture " + i);
        }
    }

    @Test
    void itComesOutAsItWentIn() throws IOException {
        fill();

        assertAllComeOut(store());
        assertAllComeOut(store()); // and again by another, of which nothing is remembered
    }

    @Test
    void packsThatWereRewrittenMeanwhileAreLookedForAgain() throws IOException {
        fill();
        var reader = store();
        assertTrue(reader.unpacked().remove(made.getLast().id()));
        reader.unpack(made.getLast()).close(); // which knows the packs from now on
        var others = made.subList(0, made.size() - 1);
        new Pruning(store()).prune(new Pruning.Plan(others, Optional.empty(), true));

        assertTrue(reader.unpacked().remove(made.getLast().id()));
        assertEquals("", Drafts.differences(wanted.getLast(), Drafts.unpacked(reader, made.getLast())));
    }

    @Test
    void oneDamagedByteOfAPackIsSaidOrDoesNotMatter() throws IOException {
        fill();
        var packs = packs();
        int said = 0;
        for (int flip = 0; flip < 12; flip++) {
            var pack = packs.get(random.nextInt(packs.size()));
            var bytes = Files.readAllBytes(pack);
            var whole = bytes.clone();
            bytes[random.nextInt(bytes.length / 2)] ^= 4;
            Files.write(pack, bytes);
            int which = random.nextInt(made.size());
            assertTrue(store().unpacked().remove(made.get(which).id()));
            try {
                assertEquals("", Drafts.differences(wanted.get(which), Drafts.unpacked(store(), made.get(which))));
            } catch (Problem e) {
                assertTrue(e.what().contains("damaged"), e.what());
                said++;
            }
            Files.write(pack, whole);
        }

        assertTrue(said > 0);
        assertAllComeOut(store());
    }

    @Test
    void aPackThatIsGoneIsSaid() throws IOException {
        fill();
        Files.delete(packs().getFirst());
        assertTrue(store().unpacked().remove(made.getLast().id()));

        var problem = assertThrows(Problem.class, () -> store().unpack(made.getLast()));

        assertTrue(problem.what().contains("missing"), problem.what());
    }

    private List<Path> packs() throws IOException {
        try (var files = Files.list(folder.resolve("store/packs"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).sorted().toList();
        }
    }
}
