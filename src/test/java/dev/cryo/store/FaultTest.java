package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.store.disk.LocalDisk;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that dies at any call of an act: what was announced is there, nothing is there by half. */
class FaultTest {

    @TempDir
    Path folder;

    private static Map<String, byte[]> files(int seed) {
        var memory = Drafts.touched(Drafts.bytes(1, 100 * 4096), seed, 8);
        return Map.of(
                "images/inventory.img", Drafts.bytes(seed, 50),
                "images/pages-1.img", memory,
                "work/dump.log", Drafts.bytes(seed, 6000),
                "container.json", Drafts.bytes(3, 3000));
    }

    /** A store with two checkpoints of one container and one of another. */
    private Map<Checkpoint, Map<String, byte[]>> base(Path root) {
        var store = Store.at(root);
        var made = new LinkedHashMap<Checkpoint, Map<String, byte[]>>();
        var first = Drafts.make(store, Drafts.WEB, files(10), Optional.empty());
        made.put(first, files(10));
        made.put(Drafts.make(store, Drafts.WEB, files(11), Optional.of(first.id())), files(11));
        made.put(Drafts.make(store, Drafts.DB, files(12), Optional.empty()), files(12));
        return made;
    }

    @ParameterizedTest(name = "power cut: {0}")
    @ValueSource(booleans = {false, true})
    void atAnyCallOfACapture(boolean powerCut) throws IOException {
        var original = folder.resolve("original");
        var before = base(original);
        int deaths = 0;
        for (int fatal = 1; ; fatal++) {
            var root = folder.resolve("store-" + fatal);
            copy(original, root);
            var disk = new FaultyDisk(fatal, powerCut);
            Optional<Checkpoint> announced = Optional.empty();
            try {
                var parent = before.keySet().iterator().next().id();
                announced = Optional.of(
                        Drafts.make(Store.at(root, disk), Drafts.WEB, files(20), Optional.of(parent)));
            } catch (Problem e) {
                assertTrue(disk.died(), e.toString());
            }
            if (powerCut) {
                reboot(root);
            }
            check(root, before, announced, fatal);
            if (!disk.died()) {
                break;
            }
            deaths++;
            new LocalDisk().removeTree(root);
        }
        assertTrue(deaths > 20, "a capture has only " + deaths + " calls");
    }

    /** Makes room: two of three checkpoints of a timeline that grew go, so that packs are rewritten. */
    @ParameterizedTest(name = "power cut: {0}")
    @ValueSource(booleans = {false, true})
    void atAnyCallOfAPrune(boolean powerCut) throws IOException {
        var original = folder.resolve("original");
        var before = base(original);
        var doomed = List.copyOf(before.keySet()).subList(0, 1);
        var kept = new LinkedHashMap<>(before);
        kept.keySet().removeAll(doomed);
        int deaths = atAnyCall(original, powerCut, kept, store -> {
            new Removal(store).remove(Drafts.WEB, doomed.stream().map(Checkpoint::id).toList());
            new Pruning(store).prune(new Pruning.Plan(List.of(), Optional.empty(), true));
        });
        assertTrue(deaths > 10, "a prune has only " + deaths + " calls");
    }

    /** Mends a store with a damaged table of each kind, a damaged timeline.json and leftovers of all kinds. */
    @ParameterizedTest(name = "power cut: {0}")
    @ValueSource(booleans = {false, true})
    void atAnyCallOfARepair(boolean powerCut) throws IOException {
        var original = folder.resolve("original");
        var before = base(original);
        damage(original);
        int deaths = atAnyCall(original, powerCut, before, store -> new Mending(store).mend());
        assertTrue(deaths > 10, "a repair has only " + deaths + " calls");
    }

    private static void damage(Path root) throws IOException {
        try (var packs = Files.list(root.resolve("packs"))) {
            for (var pack : packs.sorted().toList()) {
                var bytes = Files.readAllBytes(pack);
                if (pack.toString().endsWith(".table") && pack.getFileName().toString().startsWith("000000000001")) {
                    bytes[bytes.length / 2] ^= 1;
                } else if (pack.toString().endsWith(".pack") && !pack.getFileName().toString().startsWith("000000000001")) {
                    bytes[bytes.length - 20] ^= 1;
                }
                Files.write(pack, bytes);
            }
        }
        var timeline = Store.at(root).folder(Drafts.WEB).path();
        Files.writeString(timeline.resolve("timeline.json"), "{");
        Files.createDirectories(timeline.resolve(".draft-0123456789abcdef/images"));
        Files.createDirectories(timeline.resolve(".gone-0123456789abcdef"));
        Files.writeString(root.resolve("packs/.12345678.new"), "half");
    }

    private interface Act {
        void on(Store store);
    }

    /** Does it on a disk that dies at its first call, its second, …, until it gets through; what is kept comes out. */
    private int atAnyCall(Path original, boolean powerCut, Map<Checkpoint, Map<String, byte[]>> kept, Act act)
            throws IOException {
        for (int fatal = 1; ; fatal++) {
            var root = folder.resolve("store-" + fatal);
            copy(original, root);
            var disk = new FaultyDisk(fatal, powerCut);
            try {
                act.on(Store.at(root, disk));
            } catch (Problem e) {
                assertTrue(disk.died(), e.toString());
            }
            if (powerCut) {
                reboot(root);
            }
            var store = Store.at(root);
            for (var one : kept.entrySet()) {
                assertEquals("", Drafts.differences(one.getValue(), Drafts.read(store, one.getKey())), "call " + fatal);
            }
            act.on(store);
            for (var one : kept.entrySet()) {
                assertEquals("", Drafts.differences(one.getValue(), Drafts.read(store, one.getKey())), "call " + fatal);
                assertEquals("", Drafts.differences(one.getValue(), Drafts.unpacked(store, one.getKey())), "call " + fatal);
            }
            var next = Drafts.make(store, Drafts.WEB, files(30), Optional.empty());
            assertEquals("", Drafts.differences(files(30), Drafts.read(store, next)), "call " + fatal);
            new Mending(store).mend();
            assertEquals(List.of(), store.pages().inspect((done, of) -> {}).damage(), "call " + fatal);
            if (!disk.died()) {
                return fatal - 1;
            }
            new LocalDisk().removeTree(root);
        }
    }

    private static void check(
            Path root, Map<Checkpoint, Map<String, byte[]>> before, Optional<Checkpoint> announced, int fatal)
            throws IOException {
        var store = Store.at(root);
        for (var one : before.entrySet()) {
            assertEquals("", Drafts.differences(one.getValue(), Drafts.read(store, one.getKey())), "call " + fatal);
            assertEquals("", Drafts.differences(one.getValue(), Drafts.unpacked(store, one.getKey())), "call " + fatal);
        }
        var timeline = store.timeline(Drafts.WEB).orElseThrow();
        assertEquals(List.of(), timeline.damaged());
        announced.ifPresent(made -> assertTrue(timeline.checkpoints().contains(made), "call " + fatal));
        for (var checkpoint : timeline.checkpoints()) {
            if (!before.containsKey(checkpoint)) {
                assertEquals("", Drafts.differences(files(20), Drafts.read(store, checkpoint)), "call " + fatal);
            }
        }
        var next = Drafts.make(store, Drafts.WEB, files(30), Optional.empty());
        assertEquals("", Drafts.differences(files(30), Drafts.read(store, next)), "call " + fatal);
        assertEquals(List.of(), store.pages().inspect((done, of) -> {}).damage(), "call " + fatal);
        try (var entries = Files.list(store.folder(Drafts.WEB).path())) {
            assertEquals(
                    0, entries.filter(e -> e.getFileName().toString().startsWith(Draft.PREFIX)).count(), "drafts");
        }
    }

    /** What was unpacked was not waited for: the machine that comes up has another boot id, and anything may be in it. */
    private static void reboot(Path root) throws IOException {
        var unpacked = root.resolve("unpacked");
        if (!Files.isDirectory(unpacked)) {
            return;
        }
        try (var files = Files.walk(unpacked)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (file.endsWith(".whole")) {
                    Files.writeString(
                            file, Files.readString(file).replaceFirst("\"boot\" : \"[^\"]*\"", "\"boot\" : \"other\""));
                } else if (Files.size(file) > 0) {
                    Files.write(file, new byte[(int) Files.size(file)]);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
