package dev.cryo.shell;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where the prompt's lines are remembered: they may hold secrets, so nobody else may read them. */
final class HistoryFile {

    /** Milliseconds since 1970, before what was typed. */
    private static final Pattern TIME = Pattern.compile("\\d{1,18}:");
    /** What stands where bytes were no text. */
    private static final char NO_TEXT = '\uFFFD';
    /** More than anybody types or pastes; a prompt looks through all lines at each key. */
    private static final int LONGEST_LINE = 1 << 16;
    /** More than the lines that are kept can be. */
    private static final long LARGEST = 64L << 20;

    /** What is done while no other prompt touches the file. */
    interface Turn<T> {
        T take() throws IOException;
    }

    private HistoryFile() {}

    /** The file's place by the XDG rules. */
    static Path place(Map<String, String> environment, Path home) {
        var state = environment.getOrDefault("XDG_STATE_HOME", "");
        var root = state.startsWith("/") ? Path.of(state) : home.resolve(".local/state");
        return root.resolve("cryo").resolve("history");
    }

    /** What is said when the file cannot be used. */
    static String notRemembered(IOException e) {
        var why = switch (e) {
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException there -> there.getFile() + " is there and is no folder";
            default -> String.valueOf(e.getMessage());
        };
        return "lines are not remembered: " + Escaped.line(why);
    }

    /**
     * Makes the file, if it is not there, and makes it private.
     *
     * @return where it really lies: a link that its user made must stay one
     * @throws IOException when it cannot be made, or is no file
     */
    static Path prepare(Path file) throws IOException {
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
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is no file");
        }
        return file.toRealPath();
    }

    /**
     * Waits until no other process of Cryo is at the file, and does something with it. Several prompts add lines, mend what
     * is damaged and take out the oldest; without turns one would lose what another has just written.
     */
    static <T> T alone(Path file, Turn<T> turn) throws IOException {
        try (var lock = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var _ = lock.lock();
            return turn.take();
        }
    }

    /**
     * Takes out what is no line of a history, for JLine reads none of a file that holds such: of a crash, of another
     * program, of a disk.
     *
     * @return where the file lies as it was, if there was something
     * @throws IOException when it cannot be read or written
     */
    static Optional<Path> mend(Path file) throws IOException {
        return alone(file, () -> mendAlone(file));
    }

    private static Optional<Path> mendAlone(Path file) throws IOException {
        var bytes = Files.size(file) > LARGEST ? new byte[0] : Files.readAllBytes(file);
        var text = new String(bytes, StandardCharsets.UTF_8);
        var lines = text.lines().filter(HistoryFile::isLine).map(line -> line + "\n").collect(Collectors.joining());
        if (Files.size(file) == bytes.length && Arrays.equals(lines.getBytes(StandardCharsets.UTF_8), bytes)) {
            return Optional.empty();
        }
        var damaged = file.resolveSibling(file.getFileName() + ".damaged");
        Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
        var _ = prepare(file);
        Files.writeString(file, lines);
        return Optional.of(damaged);
    }

    private static boolean isLine(String line) {
        return line.length() <= LONGEST_LINE
                && TIME.matcher(line).lookingAt()
                && line.indexOf(NO_TEXT) < 0
                && !isTorn(line);
    }

    /** Whether it ends in a backslash whose letter is missing. */
    private static boolean isTorn(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
