package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.store.disk.Disk;
import dev.cryo.store.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever tidies up comes at any moment, and must not take away what somebody works on. */
class TidyingTest {

    @TempDir
    Path folder;

    /** Tidies before and after every step by which a folder comes to be unpacked or loses its owner. */
    private final class Meddling implements Disk {

        private final Disk disk = new LocalDisk();

        private void meddle(Path file) throws IOException {
            // Elsewhere a lock is held that the tidying would wait for.
            if (file.toString().contains("unpacked") || file.toString().endsWith(".owner")) {
                new Tidying(Store.at(folder.resolve("store"))).tidy();
            }
        }

        @Override
        public Output create(Path file) throws IOException {
            return disk.create(file);
        }

        @Override
        public void createFolder(Path path) throws IOException {
            disk.createFolder(path);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            meddle(to);
            disk.rename(from, to);
            meddle(to);
        }

        @Override
        public void delete(Path file) throws IOException {
            meddle(file);
            disk.delete(file);
            meddle(file);
        }

        @Override
        public void force(Path file) throws IOException {
            disk.force(file);
        }
    }

    @Test
    void aCheckpointThatIsBeingUnpackedIsNotTakenForAbandoned() throws IOException {
        var store = Store.at(folder.resolve("store"), new Meddling());
        var files = Map.of("images/pages-1.img", Drafts.bytes(1, 40_000));

        var made = Drafts.make(store, Drafts.WEB, files, Optional.empty());

        assertEquals(List.of(made.id()), store.unpacked().ids());
        assertTrue(Whole.holds(store.root().resolve("unpacked").resolve(made.id().text())));
        new LocalDisk().removeTree(store.root().resolve("unpacked").resolve(made.id().text()));
        assertTrue(Drafts.same(files, Drafts.unpacked(store, made)));
    }
}
