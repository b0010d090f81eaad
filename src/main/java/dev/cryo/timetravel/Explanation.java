package dev.cryo.timetravel;

import dev.cryo.criu.Causes;
import dev.cryo.criu.CriuLog;
import dev.cryo.verb.Problem;
import java.util.List;
import java.util.Optional;

/** Tells a failure of CRIU, the runtime or the engine by its cause. */
final class Explanation {

    /** Of an error that nobody knows, so many lines are shown. */
    private static final int LAST_ERRORS = 6;

    private Explanation() {}

    /**
     * A problem with the cause in its first line, the lines that prove it, and what mends it; with the last errors
     * when the cause is not known.
     *
     * @param what the failure, one line
     * @param log CRIU's log; empty when it came to none
     * @param said what the runtime or the engine said
     */
    static Problem of(String what, Optional<String> log, List<String> said) {
        var lines = CriuLog.of(log.orElse(""));
        return Causes.known()
                .top(lines, said)
                .map(cause -> Problem.failed(what + ": " + cause.text())
                        .evidence(cause.proof())
                        .remedy(cause.remedy()))
                .orElseGet(() -> {
                    var errors = lines.errors(LAST_ERRORS);
                    return Problem.failed(what)
                            .evidence(errors.isEmpty() ? said : errors)
                            .remedy("the lines above are the last that were said; 'why' shows them again");
                });
    }
}
