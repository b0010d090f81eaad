package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * What CRIU measured at a dump ({@code stats-dump} in its work directory).
 *
 * <p>Source: {@code stats_entry} (dump = 1), {@code dump_stats_entry}, times in microseconds.
 *
 * @param freezing until everything stood still (freezing_time = 1)
 * @param frozen how long it stood still, to CRIU (frozen_time = 2)
 * @param memoryDump memdump_time = 3
 * @param memoryWrite memwrite_time = 4
 * @param pagesScanned pages_scanned = 5
 * @param pagesSkipped those that the parent checkpoint holds (pages_skipped_parent = 6)
 * @param pagesWritten pages_written = 7
 */
public record DumpStatistics(
        Duration freezing,
        Duration frozen,
        Duration memoryDump,
        Duration memoryWrite,
        long pagesScanned,
        long pagesSkipped,
        long pagesWritten) {

    static final String FILE = "stats-dump";

    /**
     * Reads {@code stats-dump} in a work directory.
     *
     * @throws Problem when it is missing or damaged
     */
    public static DumpStatistics read(Path workDirectory) {
        return read(Folder.at(workDirectory));
    }

    /** As {@link #read(Path)}, from files that lie elsewhere. */
    public static DumpStatistics read(Images images) {
        var entry = ImageFile.only(images, FILE, ImageType.STATS);
        var dump = entry.message(1).orElseThrow(() -> entry.damaged("it holds no statistics of a dump"));
        return new DumpStatistics(
                time(dump, 1),
                time(dump, 2),
                time(dump, 3),
                time(dump, 4),
                dump.required(5),
                dump.required(6),
                dump.required(7));
    }

    private static Duration time(Message dump, int field) {
        return Duration.of(Integer.toUnsignedLong(dump.id(field)), ChronoUnit.MICROS);
    }
}
