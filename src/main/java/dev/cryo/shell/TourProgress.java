package dev.cryo.shell;

import dev.cryo.verb.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far somebody came on the tour, in a small file: the number of the step, the process in which the tour is or was, then the
 * ids of the containers that it has made and not removed. A file that says something else says nothing.
 *
 * @param step from 1 on
 */
record TourProgress(int step, long process, Set<ContainerId> containers) {

    private static final TourProgress NONE = new TourProgress(1, 0, Set.of());

    /** Of this process. */
    static TourProgress here(int step, Set<ContainerId> containers) {
        return new TourProgress(step, ProcessHandle.current().pid(), containers);
    }

    static TourProgress read(Path file) {
        try {
            var lines = Files.readAllLines(file);
            boolean ours = lines.size() >= 2
                    && lines.getFirst().matches("\\d{1,3}")
                    && lines.get(1).matches("\\d{1,10}")
                    && lines.stream().skip(2).allMatch(line -> line.matches("[0-9a-f]{64}"));
            return ours
                    ? new TourProgress(
                            Integer.parseInt(lines.getFirst()),
                            Long.parseLong(lines.get(1)),
                            lines.stream().skip(2).map(ContainerId::new).collect(Collectors.toUnmodifiableSet()))
                    : NONE;
        } catch (IOException e) {
            return NONE; // It is not there, or no text.
        }
    }

    /**
     * Writes it, in the place of what was there.
     *
     * @throws IOException when it cannot be written
     */
    void write(Path file) throws IOException {
        var lines = new ArrayList<>(List.of(Integer.toString(step), Long.toString(process)));
        containers.forEach(id -> lines.add(id.text()));
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        HistoryFile.prepare(fresh);
        Files.write(fresh, lines);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether another process that still runs is on the tour. */
    boolean isElsewhere() {
        return !containers.isEmpty()
                && process != ProcessHandle.current().pid()
                && ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }
}
