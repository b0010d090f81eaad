package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * What CRIU measured at a restore ({@code stats-restore} in its work directory).
 *
 * <p>Source: {@code stats_entry} (restore = 2), {@code restore_stats_entry}, times in microseconds. Pages that a page
 * process served are not among the restored ones.
 *
 * @param forking until all processes existed (forking_time = 3)
 * @param restore the whole (restore_time = 4)
 * @param pagesCompared pages_compared = 1
 * @param pagesSkipped those that parent and child share (pages_skipped_cow = 2)
 * @param pagesRestored pages_restored = 5
 */
public record RestoreStatistics(
        Duration forking, Duration restore, long pagesCompared, long pagesSkipped, long pagesRestored) {

    static final String FILE = "stats-restore";

    /**
     * Reads {@code stats-restore} in a work directory.
     *
     * @throws Problem when it is missing or damaged
     */
    public static RestoreStatistics read(Path workDirectory) {
        var entry = ImageFile.only(Folder.at(workDirectory), FILE, ImageType.STATS);
        var restore = entry.message(2).orElseThrow(() -> entry.damaged("it holds no statistics of a restore"));
        return new RestoreStatistics(
                time(restore, 3),
                time(restore, 4),
                restore.required(1),
                restore.required(2),
                restore.number(5, 0));
    }

    private static Duration time(Message restore, int field) {
        return Duration.of(Integer.toUnsignedLong(restore.id(field)), ChronoUnit.MICROS);
    }
}
