package dev.cryo.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;

/** Where the prompt's lines are remembered: they may hold secrets, so nobody else may read them. */
final class HistoryFile {

    private HistoryFile() {}

    /** The file's place by the XDG rules. */
    static Path place(Map<String, String> environment, Path home) {
        var state = environment.getOrDefault("XDG_STATE_HOME", "");
        var root = state.startsWith("/") ? Path.of(state) : home.resolve(".local/state");
        return root.resolve("cryo").resolve("history");
    }

    /** Makes the file, if it is not there, and makes it private. */
    static void prepare(Path file) throws IOException {
        var folder = Objects.requireNonNull(file.getParent());
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        var owner = PosixFilePermissions.fromString("rw-------");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
        } catch (FileAlreadyExistsException e) {
            Files.setPosixFilePermissions(file, owner);
        }
    }
}
