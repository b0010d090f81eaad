package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One byte flipped, anywhere in a store: verify names exactly the checkpoints that no longer come out as they went in. */
class FlipTest {

    private static final int FLIPS = Integer.getInteger("cryo.flips", 200);

    @TempDir
    Path folder;

    private final Map<Checkpoint, Map<String, byte[]>> made = new LinkedHashMap<>();

    private Path root() {
        return folder.resolve("store");
    }

    @Test
    void verifyNamesExactlyWhatIsDamaged() throws IOException {
        fill();
        var files = new ArrayList<Path>();
        try (var all = Files.walk(root())) {
            all.filter(Files::isRegularFile).filter(FlipTest::counts).sorted().forEach(files::add);
        }
        var random = new Random(7);
        int damaging = 0;
        for (int flip = 0; flip < FLIPS; flip++) {
            // Half of them anywhere, so that packs get most; half by file, so that the small ones get some.
            var file = flip % 2 == 0 ? byBytes(files, random) : files.get(random.nextInt(files.size()));
            var bytes = Files.readAllBytes(file);
            int at = random.nextInt(bytes.length);
            byte before = bytes[at];
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            var where = root().relativize(file) + " at " + at;

            var named = named();
            assertEquals(damaged(), named, where);
            damaging += named.isEmpty() ? 0 : 1;

            bytes[at] = before;
            Files.write(file, bytes);
        }
        assertEquals(Set.of(), damaged(), "all is as it was");
        assertTrue(damaging > FLIPS / 10, damaging + " of " + FLIPS + " flips did damage");
    }

    @Test
    void whatWasFoundDamagedIsSharedByNoLaterCheckpoint() throws IOException {
        var store = Store.at(root());
        var files = Map.of("images/pages-1.img", Drafts.bytes(1, 120 * 4096), "images/inventory.img", Drafts.bytes(2, 70));
        var first = Drafts.make(store, Drafts.WEB, files, Optional.empty());
        var pack = onlyPack();
        var bytes = Files.readAllBytes(pack);
        bytes[1000] ^= 1;
        Files.write(pack, bytes);
        assertEquals(Set.of(first.id().text()), named());

        // One is compared with its parent, the other is found by its hashes; by this store, and by one opened anew.
        var second = Drafts.make(store, Drafts.WEB, files, Optional.of(first.id()));
        var third = Drafts.make(Store.at(root()), Drafts.DB, files, Optional.empty());

        assertEquals(Set.of(first.id().text()), named(), "the later ones are whole");
        assertTrue(Drafts.same(files, Drafts.read(store, second)));
        assertTrue(Drafts.same(files, Drafts.read(store, third)));
        assertEquals(0, third.added().orElseThrow().bytes(), "what the second one wrote is shared");

        // A disk that only could not be read for a while is trusted again.
        bytes[1000] ^= 1;
        Files.write(pack, bytes);
        assertEquals(Set.of(), named());
        var fourth = Drafts.make(Store.at(root()), Drafts.WEB, files, Optional.of(second.id()));
        assertEquals(0, fourth.added().orElseThrow().bytes());
    }

    @Test
    void whatAReaderMetDamagedIsSharedByNoLaterCheckpoint() throws IOException {
        var files = Map.of("images/pages-1.img", Drafts.bytes(1, 120 * 4096));
        var first = Drafts.make(Store.at(root()), Drafts.WEB, files, Optional.empty());
        assertTrue(Store.at(root()).unpacked().remove(first.id()));
        var pack = onlyPack();
        var bytes = Files.readAllBytes(pack);
        bytes[1000] ^= 1;
        Files.write(pack, bytes);
        assertThrows(Problem.class, () -> Store.at(root()).unpack(first));

        var second = Drafts.make(Store.at(root()), Drafts.DB, files, Optional.empty());

        assertTrue(Drafts.same(files, Drafts.read(Store.at(root()), second)));
        assertEquals(Set.of(first.id().text()), named());

        // The check has the last word.
        bytes[1000] ^= 1;
        Files.write(pack, bytes);
        assertEquals(Set.of(), named());
        try (var left = Files.newDirectoryStream(root().resolve("packs"), "suspect-*")) {
            assertFalse(left.iterator().hasNext());
        }
        var third = Drafts.make(Store.at(root()), Drafts.WEB, files, Optional.empty());
        assertEquals(0, third.added().orElseThrow().bytes());
    }

    @Test
    void thePagesOfALostPackAreNeverTakenForOthers() throws IOException {
        var one = Map.of("images/pages-1.img", Drafts.bytes(1, 120 * 4096));
        var first = Drafts.make(Store.at(root()), Drafts.WEB, one, Optional.empty());
        Files.delete(onlyPack());

        var other = Map.of("images/pages-1.img", Drafts.bytes(2, 120 * 4096));
        var second = Drafts.make(Store.at(root()), Drafts.DB, other, Optional.empty());

        assertEquals(Set.of(first.id().text()), named());
        assertTrue(Drafts.same(other, Drafts.read(Store.at(root()), second)));

        // Compared with the copy of its parent that lies unpacked, whole.
        var third = Drafts.make(Store.at(root()), Drafts.WEB, one, Optional.of(first.id()));
        assertEquals(Set.of(first.id().text()), named());
        assertTrue(Drafts.same(one, Drafts.read(Store.at(root()), third)));
    }

    private Path onlyPack() throws IOException {
        try (var packs = Files.newDirectoryStream(root().resolve("packs"), "*.pack")) {
            return packs.iterator().next();
        }
    }

    /** Two timelines that share pages, grown over several captures. */
    private void fill() {
        var store = Store.at(root());
        var memory = Drafts.bytes(1, 120 * 4096);
        var parent = Optional.<CheckpointId>empty();
        for (int i = 0; i < 5; i++) {
            memory = Drafts.touched(memory, i, 15);
            var files = Map.of(
                    "images/inventory.img", Drafts.bytes(i, 70),
                    "images/pages-1.img", memory,
                    "work/dump.log", Drafts.bytes(i, 9000),
                    "container.json", Drafts.bytes(9, 3000));
            var checkpoint = Drafts.make(store, i % 2 == 0 ? Drafts.WEB : Drafts.DB, files, parent);
            made.put(checkpoint, files);
            parent = Optional.of(checkpoint.id());
        }
    }

    /** Version and locks are not of any checkpoint: with a flipped version the store says so, and does not open. */
    private static boolean counts(Path file) {
        var name = file.getFileName().toString();
        return file.toFile().length() > 0 && !name.equals("cryo-store");
    }

    private static Path byBytes(List<Path> files, Random random) {
        long total = files.stream().mapToLong(f -> f.toFile().length()).sum();
        long at = random.nextLong(total);
        for (var file : files) {
            at -= file.toFile().length();
            if (at < 0) {
                return file;
            }
        }
        throw new AssertionError("no file holds a byte");
    }

    private Set<String> named() {
        return new Verification(Store.at(root()), _ -> Optional.empty())
                .all((done, of) -> {}).verdicts().stream()
                        .filter(verdict -> verdict.state() == Verification.State.DAMAGED)
                        .map(verdict -> verdict.id().text())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> damaged() throws IOException {
        var store = Store.at(root());
        var damaged = new TreeSet<String>();
        for (var one : made.entrySet()) {
            if (!comesOut(store, one.getKey(), one.getValue())) {
                damaged.add(one.getKey().id().text());
            }
        }
        return damaged;
    }

    /** By its manifest, out of the packs, and as it would be restored. */
    private static boolean comesOut(Store store, Checkpoint checkpoint, Map<String, byte[]> files) throws IOException {
        try {
            var listed = store.timeline(checkpoint.timeline()).stream()
                    .flatMap(timeline -> timeline.checkpoints().stream())
                    .anyMatch(checkpoint::equals);
            return listed
                    && Drafts.same(files, Drafts.read(store, checkpoint))
                    && Drafts.same(files, Drafts.unpacked(store, checkpoint));
        } catch (Problem e) {
            return false;
        }
    }
}
