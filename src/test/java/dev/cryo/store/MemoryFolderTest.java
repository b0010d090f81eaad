package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.store.disk.LocalDisk;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that are unpacked into memory, as the store's setting says. */
class MemoryFolderTest {

    private static final Path SHARED = Path.of("/dev/shm");
    private static final int BYTES = 300 * 4096;

    @TempDir
    Path folder;

    private Path tmpfs = SHARED;

    @BeforeEach
    void makeRoom() throws IOException {
        Assumptions.assumeTrue(
                Files.isWritable(SHARED) && Files.getFileStore(SHARED).type().equals("tmpfs"), "needs a tmpfs at /dev/shm");
        tmpfs = Files.createTempDirectory(SHARED, "cryo-test-");
    }

    @AfterEach
    void leaveNothing() throws IOException {
        if (!tmpfs.equals(SHARED)) {
            new LocalDisk().removeTree(tmpfs);
        }
    }

    private Path root() {
        return folder.resolve("store");
    }

    private Store store(String settings) throws IOException {
        if (!Files.exists(root())) {
            Store.at(root());
        }
        Files.writeString(root().resolve("settings.json"), settings);
        return Store.at(root());
    }

    private Store store() throws IOException {
        return store("{\"tmpfs\": \"" + tmpfs + "\", \"tmpfsBytes\": " + 5 * BYTES / 2 + "}");
    }

    private static Map<String, byte[]> files(long seed) {
        return Map.of("images/pages-1.img", Drafts.bytes(seed, BYTES), "images/inventory.img", Drafts.bytes(seed, 60));
    }

    /** A checkpoint that does not lie unpacked. */
    private Checkpoint packed(Store store, long seed) throws IOException {
        var made = Drafts.make(store, Drafts.WEB, files(seed), Optional.empty());
        assertTrue(store.unpacked().remove(made.id()));
        return made;
    }

    private Path own() throws IOException {
        try (var there = Files.list(tmpfs)) {
            return there.findFirst().orElseThrow();
        }
    }

    private List<CheckpointId> inMemory() throws IOException {
        return new Unpacked(new LocalDisk(), own(), Store.at(root()).pages()).ids();
    }

    @Test
    void whatIsUnpackedLiesInMemoryForItsOwnerAlone() throws IOException {
        var store = store();
        var made = packed(store, 1);

        assertEquals("", Drafts.differences(files(1), Drafts.unpacked(store, made)));
        assertEquals(List.of(made.id()), inMemory());
        assertEquals(List.of(made.id()), store.unpacked().ids());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own())));

        // It counts, and serves the next one without being unpacked again.
        assertTrue(new Footprint(store).measure().all().unpacked().bytes() >= BYTES);
        try (var kept = Store.at(root()).unpack(made)) {
            assertTrue(kept.images().startsWith(tmpfs));
            assertFalse(store.unpacked().remove(made.id()), "somebody uses it");
        }
    }

    @Test
    void itGoesWithItsCheckpoint() throws IOException {
        var store = store();
        var made = packed(store, 1);
        Drafts.unpacked(store, made);

        new Removal(store).remove(made.timeline(), List.of(made.id()));

        assertEquals(List.of(), inMemory());
    }

    @Test
    void theLongestUnusedMakesRoom() throws Exception {
        var store = store();
        var made = List.of(packed(store, 1), packed(store, 2), packed(store, 3));
        for (var one : made) {
            Drafts.unpacked(store, one);
            Thread.sleep(20); // times of files tell which was used last
        }

        assertEquals(
                List.of(made.get(1).id(), made.get(2).id()),
                inMemory().stream().sorted(Comparator.comparing(id -> id.equals(made.get(2).id()))).toList());
    }

    @Test
    void whatDoesNotFitIsUnpackedInTheStore() throws IOException {
        var store = store("{\"tmpfs\": \"" + tmpfs + "\", \"tmpfsBytes\": " + BYTES / 2 + "}");
        var made = packed(store, 1);

        assertEquals("", Drafts.differences(files(1), Drafts.unpacked(store, made)));
        assertTrue(Files.exists(root().resolve("unpacked").resolve(made.id().text())));
        assertFalse(new MemoryFolder(tmpfs.resolve("cryo-0"), Long.MAX_VALUE).hasRoomFor(Long.MAX_VALUE / 4));
    }

    @Test
    void whatIsDamagedThereIsUnpackedAnew() throws IOException {
        var made = packed(store(), 1);
        Drafts.unpacked(store(), made);
        var pages = own().resolve(made.id().text()).resolve("images/pages-1.img");
        var bytes = Files.readAllBytes(pages);
        bytes[1_000_000] ^= 1;
        Files.write(pages, bytes);

        assertEquals("", Drafts.differences(files(1), Drafts.unpacked(store(), made)));
    }

    @Test
    void aFolderThatOthersMayEnterIsRefused() throws IOException {
        var store = store();
        Drafts.unpacked(store, packed(store, 1));
        Files.setPosixFilePermissions(own(), PosixFilePermissions.fromString("rwxr-x---"));

        var refused = assertThrows(Problem.class, () -> Store.at(root()).unpacked().ids());

        assertTrue(refused.evidence().toString().contains("alone may enter"));
    }

    @Test
    void aLinkInItsPlaceIsRefused() throws IOException {
        var store = store();
        Drafts.unpacked(store, packed(store, 1));
        var own = own();
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        new LocalDisk().removeTree(own);
        Files.createSymbolicLink(own, elsewhere);

        assertThrows(Problem.class, () -> Store.at(root()).unpacked().ids());
    }

    @Test
    void whoWasThereFirstIsNotTrusted() throws IOException {
        var store = store();
        var made = packed(store, 1);
        var own = own();
        new LocalDisk().removeTree(own);
        Files.createDirectory(own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx")));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThrows(Problem.class, () -> store.unpack(made));
        try (var there = Files.list(own)) {
            assertEquals(0, there.count());
        }
    }

    @Test
    void aTmpfsWhereOthersMayExchangeItIsRefused() throws IOException {
        Files.setPosixFilePermissions(tmpfs, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertTrue(assertThrows(Problem.class, this::store).evidence().toString().contains("exchanged by others"));
    }

    @Test
    void whatIsNoMemoryIsRefused() throws IOException {
        for (var wrong : List.of("/proc", "relative", tmpfs + "/missing")) {
            var refused = assertThrows(Problem.class, () -> store("{\"tmpfs\": \"" + wrong + "\"}"));

            assertTrue(refused.what().contains("'tmpfs'"), refused.what());
        }
    }
}
