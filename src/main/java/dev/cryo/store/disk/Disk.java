package dev.cryo.store.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Everything that changes a store on the disk. What was forced outlives a power cut; a name does once its folder was
 * forced.
 */
public interface Disk {

    /** A file being written. */
    interface Output extends Closeable {

        /** Appends all that remains in the buffer. */
        void write(ByteBuffer bytes) throws IOException;

        /** Returns once all that was written would outlive a power cut. */
        void force() throws IOException;
    }

    /** A new file, or an old one emptied. */
    Output create(Path file) throws IOException;

    /** A new folder for its owner only, and those above it that are missing. */
    void createFolder(Path folder) throws IOException;

    /** Gives a file or folder another name at once, in place of a file that has it; not yet for good. */
    void rename(Path from, Path to) throws IOException;

    /** Takes a file, or an empty folder, away. */
    void delete(Path file) throws IOException;

    /** Forces a file, or the names in a folder. */
    void force(Path file) throws IOException;

    /** Writes a file under its name whole, or not at all, for good. */
    default void write(Path file, byte[] bytes) throws IOException {
        var temporary = file.resolveSibling("." + file.getFileName() + ".new");
        try (var output = create(temporary)) {
            output.write(ByteBuffer.wrap(bytes));
            output.force();
        }
        rename(temporary, file);
        force(parent(file));
    }

    /** Takes a folder away with all that is in it; one that is missing is fine. */
    default void removeTree(Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, @Nullable IOException failure) throws IOException {
                    delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // gone already
        }
    }

    private static Path parent(Path path) {
        var parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no folder holds " + path);
        }
        return parent;
    }
}
