package dev.cryo.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the process behind a listening unix socket; the JDK does not tell a peer's pid. */
final class ListeningProcess {

    private static final Path PROC = Path.of("/proc");

    private ListeningProcess() {}

    /** A process that holds the listening end of {@code socket}; empty when none can be seen (or may not). */
    static Optional<Long> on(Path socket) {
        try (var processes = Files.list(PROC)) {
            return processes
                    .filter(p -> p.getFileName().toString().matches("\\d+"))
                    .filter(ListeningProcess::isDaemon)
                    .filter(p -> listens(p, socket))
                    .map(p -> Long.parseLong(p.getFileName().toString()))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static boolean isDaemon(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip().equals("dockerd");
        } catch (IOException e) {
            return false; // it ended while we looked
        }
    }

    /** /proc/net/unix, one socket a line: Num RefCount Protocol Flags Type St Inode Path; 00010000 = listening. */
    private static boolean listens(Path process, Path socket) {
        try (var lines = Files.lines(process.resolve("net/unix"))) {
            return lines.map(line -> line.trim().split("\\s+", 8))
                    .filter(f -> f.length == 8 && f[3].equals("00010000") && isSame(process, f[7], socket))
                    .anyMatch(f -> holds(process, f[6]));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** A daemon in other namespaces knows its socket by another path: the file itself decides. */
    private static boolean isSame(Path process, String bound, Path socket) {
        try {
            return bound.startsWith("/")
                    && Files.isSameFile(process.resolve("root").resolve(bound.substring(1)), socket);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean holds(Path process, String inode) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(fd -> {
                try {
                    return Files.readSymbolicLink(fd).toString().equals("socket:[" + inode + "]");
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException e) {
            return false;
        }
    }
}
