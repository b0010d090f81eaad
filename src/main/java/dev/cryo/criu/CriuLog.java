package dev.cryo.criu;

import java.util.List;

/** CRIU's log of a dump or a restore ({@code dump.log}, {@code restore.log}). Its lines may quote the container. */
public final class CriuLog {

    private CriuLog() {}

    /** The last lines in which CRIU reports errors, oldest first; the last lines at all when it reports none. */
    public static List<String> errors(String log, int most) {
        var lines = log.lines().toList();
        var errors = lines.stream().filter(line -> line.contains("Error (")).toList();
        var telling = errors.isEmpty() ? lines : errors;
        return telling.subList(Math.max(0, telling.size() - most), telling.size()).stream()
                .map(String::strip)
                .toList();
    }
}
