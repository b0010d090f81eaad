package dev.cryo.store;

import dev.cryo.store.disk.Disk;
import dev.cryo.store.disk.FileLocks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A folder that somebody works on. A lock in it says so, and whoever can take that may clear the folder away. */
final class OwnedFolder implements Closeable {

    private static final String OWNER = ".owner";

    private final Disk disk;
    private final Path path;
    private final FileChannel owner;

    private OwnedFolder(Disk disk, Path path, FileChannel owner) {
        this.disk = disk;
        this.path = path;
        this.owner = owner;
    }

    static OwnedFolder make(Disk disk, Path path) throws IOException {
        disk.createFolder(path);
        return new OwnedFolder(disk, path, FileLocks.hold(path.resolve(OWNER)));
    }

    Path path() {
        return path;
    }

    /** Gives the folder its lasting name, and lets go of it then: in between nobody may take it for abandoned. */
    void release(Path name) throws IOException {
        disk.rename(path, name);
        disk.delete(name.resolve(OWNER));
        owner.close();
    }

    boolean released() {
        return !owner.isOpen();
    }

    /** Takes the folder away, unless it was released. */
    @Override
    public void close() throws IOException {
        try (owner) {
            if (owner.isOpen()) {
                disk.removeTree(path);
            }
        }
    }

    /**
     * Clears away what a process that died left behind; a folder whose owner lives stays.
     *
     * @return whether it is gone
     */
    static boolean clearIfAbandoned(Disk disk, Path folder) throws IOException {
        if (!Files.exists(folder.resolve(OWNER))) {
            disk.removeTree(folder); // its owner died before it could say so
            return true;
        }
        try {
            var lock = FileLocks.tryHold(folder.resolve(OWNER));
            if (lock.isPresent()) {
                disk.removeTree(folder);
                lock.get().close();
            }
            return lock.isPresent();
        } catch (NoSuchFileException e) {
            return true; // gone meanwhile
        }
    }
}
