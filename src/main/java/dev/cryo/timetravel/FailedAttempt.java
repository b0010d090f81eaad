package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.store.Attempt;
import dev.cryo.store.Store;
import dev.cryo.verb.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Keeps an attempt that failed, with CRIU's log, before anything cleans that up; {@code why} shows it again. */
final class FailedAttempt {

    private FailedAttempt() {}

    /**
     * Keeps it.
     *
     * @param log where CRIU's log lies, if there is one
     * @return the problem, with the name of the log's copy
     */
    static Problem keep(Store store, Subject subject, String verb, Problem problem, Optional<Path> log) {
        var attempt = new Attempt(
                Instant.now(),
                verb,
                subject.container().name(),
                problem.what(),
                problem.evidence(),
                problem.remedy(),
                log);
        try {
            return store.attempts(subject.key()).keep(attempt).log()
                    .map(kept -> problem.evidence("the whole log: " + kept))
                    .orElse(problem);
        } catch (Problem e) {
            return problem.evidence("the attempt could not be kept: " + e.evidence());
        }
    }
}
