package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.CheckpointId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into the store comes out byte for byte, and what is there already costs nothing. */
class PackedStoreTest {

    private static final Optional<CheckpointId> ALONE = Optional.empty();

    @TempDir
    Path folder;

    private Store store() {
        return Store.at(folder.resolve("store"));
    }

    @Test
    void whatGoesInComesOut() throws IOException {
        var files = Map.of(
                "images/inventory.img", Drafts.bytes(1, 60),
                "images/empty.img", new byte[0],
                "images/pages-1.img", Drafts.bytes(2, 300 * 4096),
                "images/one-page.img", Drafts.bytes(3, 4096),
                "images/almost.img", Drafts.bytes(4, 4095),
                "images/zeros.img", new byte[10 * 4096 + 5],
                "work/dump.log", Drafts.bytes(5, 70_000),
                "container.json", Drafts.bytes(6, 2_000));
        var made = Drafts.make(store(), Drafts.WEB, files, ALONE);

        assertEquals("", Drafts.differences(files, Drafts.read(store(), made)));
        assertEquals("", Drafts.differences(files, Drafts.unpacked(store(), made)));
        forgetUnpacked(made);
        assertEquals("", Drafts.differences(files, Drafts.unpacked(store(), made)));
    }

    private void forgetUnpacked(Checkpoint checkpoint) throws IOException {
        assertTrue(store().unpacked().remove(checkpoint.id()));
        assertFalse(Files.exists(folder.resolve("store/unpacked").resolve(checkpoint.id().text())));
    }

    @Test
    void pagesThatAreThereAlreadyTakeNoRoom() throws IOException {
        var memory = Drafts.bytes(1, 1000 * 4096);
        var first = Drafts.make(store(), Drafts.WEB, Map.of("images/pages-1.img", memory), ALONE);
        var other = Drafts.make(store(), Drafts.DB, Map.of("images/pages-9.img", memory), ALONE);
        var changed = Drafts.touched(memory, 7, 10);
        var third = Drafts.make(store(), Drafts.WEB, Map.of("images/pages-1.img", changed), Optional.of(first.id()));

        assertTrue(first.added().orElseThrow().bytes() > 1000 * 2000, first.added().toString());
        assertEquals(0, other.added().orElseThrow().bytes());
        assertTrue(third.added().orElseThrow().bytes() < 11 * 4096, third.added().toString());
        assertEquals(1010, store().pages().extent().pages(), "pages of all three");
        assertTrue(Drafts.same(Map.of("images/pages-1.img", changed), Drafts.read(store(), third)));
        assertTrue(Drafts.same(Map.of("images/pages-1.img", memory), Drafts.read(store(), first)));
    }

    @Test
    void aPageOfZerosTakesNoRoom() {
        var made = Drafts.make(store(), Drafts.WEB, Map.of("images/pages-1.img", new byte[5000 * 4096]), ALONE);

        assertEquals(0, made.added().orElseThrow().bytes());
    }

    @Test
    void anotherProcessFindsThePagesOfTheFirst() throws IOException {
        var memory = Drafts.bytes(1, 100 * 4096);
        Drafts.make(store(), Drafts.WEB, Map.of("images/pages-1.img", memory), ALONE);
        var store = store();
        Drafts.make(store, Drafts.DB, Map.of("images/pages-1.img", Drafts.bytes(2, 100 * 4096)), ALONE);
        Drafts.make(store(), Drafts.DB, Map.of("images/pages-1.img", Drafts.bytes(3, 100 * 4096)), ALONE);

        var again = Drafts.make(store, Drafts.DB, Map.of("images/pages-1.img", Drafts.bytes(3, 100 * 4096)), ALONE);

        assertEquals(0, again.added().orElseThrow().bytes());
        assertEquals(300, store().pages().extent().pages());
    }

    @Test
    void anUnpackedFileThatChangedIsUnpackedAgain() throws IOException {
        var files = Map.of("images/pages-1.img", Drafts.bytes(1, 600 * 4096));
        var made = Drafts.make(store(), Drafts.WEB, files, ALONE);
        var unpacked = folder.resolve("store/unpacked").resolve(made.id().text()).resolve("images/pages-1.img");
        var bytes = Files.readAllBytes(unpacked);
        bytes[1_500_000] ^= 1;
        Files.write(unpacked, bytes);

        assertEquals("", Drafts.differences(files, Drafts.unpacked(store(), made)));
    }

    @Test
    void whatLiesUnpackedFitsTheSettings() throws IOException {
        store();
        Files.writeString(folder.resolve("store/settings.json"), "{\"unpackedBytes\": 3000000}");
        var store = store();
        for (int i = 0; i < 5; i++) {
            Drafts.make(store, Drafts.WEB, Map.of("images/pages-1.img", Drafts.bytes(i, 300 * 4096)), ALONE);
        }

        assertEquals(2, store.unpacked().ids().size());
        var newest = store.timeline(Drafts.WEB).orElseThrow().newest().orElseThrow();
        assertTrue(store.unpacked().ids().contains(newest.id()));
    }

    @Test
    void severalMayMakeRoomAtOnce() throws Exception {
        store();
        Files.writeString(folder.resolve("store/settings.json"), "{\"unpackedBytes\": 3000}");
        var store = store();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var making = new ArrayList<Future<?>>();
            for (var key : List.of(Drafts.WEB, Drafts.DB)) {
                making.add(threads.submit(() -> {
                    for (int i = 0; i < 30; i++) {
                        var files = new HashMap<String, byte[]>();
                        for (int file = 0; file < 20; file++) {
                            files.put("images/" + file + ".img", Drafts.bytes(i, 4096));
                        }
                        store.unpack(Drafts.make(store, key, files, ALONE)).close();
                    }
                }));
            }
            for (var one : making) {
                one.get();
            }
        }

        assertTrue(store.unpacked().ids().size() <= 2);
    }

    @Test
    void whatSomebodyUsesStaysUnpacked() throws IOException {
        var store = store();
        var made = Drafts.make(store, Drafts.WEB, Map.of("images/pages-1.img", Drafts.bytes(1, 4096)), ALONE);
        try (var first = store.unpack(made)) {
            try (var second = store.unpack(made)) {
                assertEquals(first.images(), second.images());
            }

            assertFalse(store.unpacked().remove(made.id()));
            assertFalse(store().unpacked().remove(made.id()));
        }
        assertTrue(store.unpacked().remove(made.id()));
    }

    @Test
    void anArchiveKeepsThePagesOfAFileThatMovedInIt() throws Exception {
        var tree = Files.createDirectories(folder.resolve("tree"));
        Files.write(tree.resolve("database"), Drafts.bytes(1, 200 * 4096 + 100));
        var first = archive(tree);
        Files.write(tree.resolve("another"), Drafts.bytes(2, 900));
        Files.write(tree.resolve("a-log"), Drafts.bytes(3, 12_345));
        var second = archive(tree);

        var store = store();
        Drafts.make(store, Drafts.WEB, Map.of("filesystem.tar", first), ALONE);
        long before = store.pages().extent().bytes();
        var made = Drafts.make(store, Drafts.WEB, Map.of("filesystem.tar", second), ALONE);

        assertTrue(store.pages().extent().bytes() - before < 30_000, "only the new files and headers are new");
        assertTrue(Drafts.same(Map.of("filesystem.tar", second), Drafts.read(store, made)));
    }

    private byte[] archive(Path tree) throws Exception {
        var file = folder.resolve("archive.tar");
        var tar = new ProcessBuilder(
                        "tar", "--create", "--file", file.toString(), "--directory", tree.toString(), "--xattrs",
                        "--sparse", "--sort=name", ".")
                .inheritIO()
                .start();
        assertEquals(0, tar.waitFor());
        return Files.readAllBytes(file);
    }

    @Test
    void whereAFileIsCutItsPiecesAreTheFile() throws IOException {
        var random = new Random(5);
        for (int i = 0; i < 200; i++) {
            var file = Files.write(folder.resolve("some.tar"), hostile(random));
            try (var channel = FileChannel.open(file)) {
                long at = 0;
                for (var segment : Cut.atMembers(channel)) {
                    assertEquals(at, segment.offset());
                    for (int piece = 0; piece < segment.pieces(); piece++) {
                        int length = segment.length(piece);
                        assertTrue(length >= 1 && length <= 4096, "a piece of " + length);
                        at += length;
                    }
                }
                assertEquals(channel.size(), at);
            }
        }
    }

    /** Headers of archives with sizes that lie, or nothing of the kind. */
    private static byte[] hostile(Random random) {
        var bytes = Drafts.bytes(random.nextLong(), random.nextInt(30_000));
        for (int at = 0; at + 512 <= bytes.length; at += 512 * (1 + random.nextInt(6))) {
            var size = switch (random.nextInt(4)) {
                case 0 -> "77777777777";
                case 1 -> "-1";
                case 2 -> Integer.toOctalString(random.nextInt(4000));
                default -> "0";
            };
            for (int i = 0; i < 12; i++) {
                bytes[at + 124 + i] = (byte) (i < size.length() ? size.charAt(i) : 0);
            }
            bytes[at + 156] = (byte) "0x5Sg".charAt(random.nextInt(5));
            int sum = 0;
            for (int i = 0; i < 512; i++) {
                sum += i >= 148 && i < 156 ? ' ' : bytes[at + i] & 0xff;
            }
            var octal = Integer.toOctalString(sum);
            for (int i = 0; i < 8; i++) {
                bytes[at + 148 + i] = (byte) (i < octal.length() ? octal.charAt(i) : 0);
            }
        }
        return bytes;
    }

    @Test
    void aGrowingTimelineComesOutAsItWentIn() throws IOException {
        var store = store();
        var wanted = new HashMap<Checkpoint, Map<String, byte[]>>();
        var memory = Drafts.bytes(1, 500 * 4096);
        var parent = ALONE;
        for (int i = 0; i < 30; i++) {
            memory = Drafts.touched(memory, i, 20);
            var files = Map.of("images/pages-1.img", memory, "work/dump.log", Drafts.bytes(i, 5000));
            var made = Drafts.make(store, Drafts.WEB, files, parent);
            wanted.put(made, files);
            parent = Optional.of(made.id());
        }
        for (var one : wanted.entrySet()) {
            assertEquals("", Drafts.differences(one.getValue(), Drafts.read(store(), one.getKey())));
        }
    }

    @Test
    void aPageThatStandsInTwoPacksIsReadFromTheWholeOne() throws IOException {
        var memory = Map.of("images/pages-1.img", Drafts.bytes(1, 40 * 4096));
        var made = Drafts.make(store(), Drafts.WEB, memory, ALONE);
        var packs = folder.resolve("store/packs");
        Path pack;
        try (var all = Files.list(packs)) {
            pack = all.filter(file -> file.toString().endsWith(".pack")).findFirst().orElseThrow();
        }
        var twin = pack.getFileName().toString().replaceFirst("-[0-9a-f]{8}\\.pack$", "-00000000");
        Files.copy(pack, packs.resolve(twin + ".pack"));
        Files.copy(Path.of(pack.toString().replaceFirst("pack$", "table")), packs.resolve(twin + ".table"));
        for (var damaged : List.of(pack, packs.resolve(twin + ".pack"))) {
            var bytes = Files.readAllBytes(damaged);
            var before = bytes.clone();
            Arrays.fill(bytes, 0, 200, (byte) 0x55);
            Files.write(damaged, bytes);

            assertEquals("", Drafts.differences(memory, Drafts.read(store(), made)), damaged.toString());

            Files.write(damaged, before);
        }
    }
}
