package dev.cryo.timetravel;

import dev.cryo.store.Store;
import dev.cryo.store.TimelineKey;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** CRIU's log of an attempt that failed, kept before anything cleans it up. */
final class KeptLog {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss.SSS");

    private KeptLog() {}

    /**
     * {@code problem} with the name of the copy, if there was a log.
     *
     * @param log its text, byte for byte a character; empty when there was none
     */
    static Problem of(Problem problem, String file, String log, Store store, TimelineKey key) {
        if (log.isEmpty()) {
            return problem;
        }
        var name = ZonedDateTime.now(ZoneId.systemDefault()).format(STAMP) + "-" + file;
        var kept = store.attempts(key).resolve(name);
        try {
            Files.writeString(kept, log, StandardCharsets.ISO_8859_1);
            return problem.evidence("the whole log: " + kept);
        } catch (IOException e) {
            return problem.evidence("the whole log could not be kept: " + e);
        }
    }
}
