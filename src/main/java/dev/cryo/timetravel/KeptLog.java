package dev.cryo.timetravel;

import dev.cryo.store.Store;
import dev.cryo.store.TimelineKey;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** CRIU's log of an attempt that failed, kept before anything cleans it up. */
final class KeptLog {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss.SSS");

    private KeptLog() {}

    /** {@code problem} with the name of the copy, if there was a log. */
    static Problem of(Problem problem, Path log, Store store, TimelineKey key) {
        if (!Files.exists(log)) {
            return problem;
        }
        var name = ZonedDateTime.now(ZoneId.systemDefault()).format(STAMP) + "-" + log.getFileName();
        var kept = store.attempts(key).resolve(name);
        try {
            Files.copy(log, kept, StandardCopyOption.REPLACE_EXISTING);
            return problem.evidence("the whole log: " + kept);
        } catch (IOException e) {
            return problem.evidence("the whole log could not be kept: " + e);
        }
    }
}
