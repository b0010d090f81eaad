package dev.cryo.lab;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One process and no other: its pid, when it began (in clock ticks since boot), and which boot that was. A recycled
 * pid is never mistaken for it.
 */
record ProcessRef(long pid, long started, String boot) {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Pattern LINE = Pattern.compile("(\\d{1,10}) (\\d{1,18}) ([0-9a-f-]{36})\\s*");
    private static final int STARTED = 19;

    /** Reads what {@link #toString} wrote; empty when there is none, or it is damaged. */
    static Optional<ProcessRef> read(Path file) {
        try {
            var line = LINE.matcher(text(file));
            return line.matches()
                    ? Optional.of(new ProcessRef(
                            Long.parseLong(line.group(1)), Long.parseLong(line.group(2)), line.group(3)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The process that has this pid now. */
    static Optional<ProcessRef> of(long pid) {
        try {
            return Optional.of(new ProcessRef(
                    pid,
                    Long.parseLong(fields(pid)[STARTED]),
                    text(BOOT).strip()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether it still runs; one that has ended and was not waited for does not. */
    boolean alive() {
        try {
            var fields = fields(pid);
            return Long.parseLong(fields[STARTED]) == started
                    && !fields[0].equals("Z")
                    && !fields[0].equals("X")
                    && text(BOOT).strip().equals(boot);
        } catch (IOException e) {
            return false;
        }
    }

    /** The process that started it, or that inherited it. */
    Optional<ProcessRef> parent() {
        try {
            return of(Long.parseLong(fields(pid)[1]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The name of its program, at most 15 characters; empty when it is gone. */
    String command() {
        try {
            return text(Path.of("/proc", Long.toString(pid), "comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** SIGTERM. */
    void terminate() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    /** SIGKILL. */
    void kill() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** The fields of {@code /proc/PID/stat} behind the command's name, which may hold anything. */
    private static String[] fields(long pid) throws IOException {
        var stat = text(Path.of("/proc", Long.toString(pid), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", 0);
        if (fields.length <= STARTED) {
            throw new IOException("not a stat line: " + stat);
        }
        return fields;
    }

    /** Not by a channel: one refuses to read in an interrupted thread, and then the living would seem dead. */
    private static String text(Path file) throws IOException {
        try (var in = new FileInputStream(file.toFile())) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** As {@code lab-init.sh} writes it. */
    @Override
    public String toString() {
        return pid + " " + started + " " + boot;
    }
}
