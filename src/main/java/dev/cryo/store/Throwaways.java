package dev.cryo.store;

import dev.cryo.store.disk.Disk;
import dev.cryo.store.disk.FileLocks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Containers that are to be gone with the process that made them: a locked file for each, written before there is such a
 * container, which tells its name should that process die.
 */
public final class Throwaways {

    private final Disk disk;
    private final Path folder;

    Throwaways(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /** Notes that a container of this name is about to be made, to be removed before the note is closed. */
    public Note note(String name) {
        try {
            Files.createDirectories(folder);
            var file = folder.resolve(name);
            return new Note(file, FileLocks.hold(file));
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    /** Hands out the names of those whose makers have died; one is forgotten when {@code remove} has dealt with it. */
    public void sweep(Consumer<String> remove) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            for (var file : files()) {
                var left = FileLocks.tryHold(file);
                if (left.isPresent()) {
                    try (var _ = left.get()) {
                        remove.accept(file.getFileName().toString());
                        disk.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Held while the container is there. */
    public final class Note implements Closeable {
        private final Path file;
        private final FileChannel lock;

        private Note(Path file, FileChannel lock) {
            this.file = file;
            this.lock = lock;
        }

        /** Says that the container is gone. */
        @Override
        public void close() throws IOException {
            try (lock) {
                disk.delete(file);
            }
        }
    }
}
