package dev.cryo.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where the prompt's lines are remembered: they may hold secrets, so nobody else may read them. */
final class HistoryFile {

    /** Milliseconds since 1970, and what was typed; bytes that are no text have become U+FFFD. */
    private static final Pattern LINE = Pattern.compile("\\d{1,18}:[^\\uFFFD]*");

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

    /**
     * Takes out what is no line of a history, for JLine reads none of a file that holds such: of a crash, of another
     * program, of a disk.
     *
     * @return where the file lies as it was, if there was something
     * @throws IOException when it is no file, or cannot be read or written
     */
    static Optional<Path> mend(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is no file");
        }
        var bytes = Files.readAllBytes(file);
        var text = new String(bytes, StandardCharsets.UTF_8);
        var lines = text.lines().filter(LINE.asMatchPredicate()).map(line -> line + "\n").collect(Collectors.joining());
        if (Arrays.equals(lines.getBytes(StandardCharsets.UTF_8), bytes)) {
            return Optional.empty();
        }
        var damaged = file.resolveSibling("history.damaged");
        Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
        prepare(file);
        Files.writeString(file, lines);
        return Optional.of(damaged);
    }
}
