package dev.cryo.shell;

import dev.cryo.catalog.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Completes the paths of this machine, one folder at a time. */
final class PathCompletion {

    /** More than anybody reads; a folder may hold a million files. */
    private static final int MOST = 1000;

    private PathCompletion() {}

    /** What may follow the folders that are typed already; those that begin with a dot only when the dot is typed. */
    static List<Candidate> candidates(String typed) {
        var folder = typed.substring(0, typed.lastIndexOf('/') + 1);
        var start = typed.substring(folder.length());
        try (Stream<Path> entries = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
            return entries.filter(entry -> name(entry).startsWith(start))
                    .filter(entry -> start.startsWith(".") || !name(entry).startsWith("."))
                    .limit(MOST)
                    .map(entry -> new Candidate(folder + name(entry) + (Files.isDirectory(entry) ? "/" : ""), ""))
                    .sorted((one, other) -> one.value().compareTo(other.value()))
                    .toList();
        } catch (IOException | InvalidPathException e) {
            return List.of(); // nothing is there, or nothing that may be read
        }
    }

    private static String name(Path entry) {
        return entry.getFileName().toString();
    }
}
