package dev.cryo.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Files and folders that outlive a power cut once a call returns. */
final class Durable {

    private Durable() {}

    /** Writes a file under its name whole, or not at all. */
    static void write(Path file, byte[] bytes) throws IOException {
        var temporary = file.resolveSibling("." + file.getFileName() + ".new");
        try (var channel = FileChannel.open(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        rename(temporary, file);
    }

    /** Gives a file or folder its name, for good. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        sync(parent(to));
    }

    /** Forces everything below a folder to the disk; in parallel, so that the filesystem's journal commits once. */
    static void syncTree(Path folder) throws IOException {
        try (var files = Files.walk(folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pending = files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)
                            || Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
                    .<Future<?>>map(f -> threads.submit(() -> {
                        sync(f);
                        return true;
                    }))
                    .toList();
            for (var one : pending) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a file could not be made durable: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while files were made durable", e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void removeTree(Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, @Nullable IOException failure) throws IOException {
                    Files.delete(directory);
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
