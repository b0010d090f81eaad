package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.verb.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the engine and the store whether a line of the tour has done what it is for, in a session that knows no variables of the user's. */
final class TourChecks {

    private final Supplier<Session> silent;
    private final Interruption interruption;
    private @Nullable Session asked;

    TourChecks(Supplier<Session> silent, Interruption interruption) {
        this.silent = silent;
        this.interruption = interruption;
    }

    /** @throws Problem when it is interrupted */
    boolean holds(TourStep.Line line) {
        if (asked == null) {
            asked = silent.get();
        }
        try {
            return asked.condition(line.check()).holds(line);
        } catch (Problem problem) {
            if (problem.kind() == Problem.Kind.INTERRUPTED) {
                throw problem;
            }
            return false; // What it asks for is not there yet.
        }
    }

    /** The same for what takes a moment to be seen, such as a container's next line. */
    boolean holdsSoon(TourStep.Line line, Duration patience) {
        var end = Instant.now().plus(patience);
        while (!holds(line)) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            stopIfInterrupted();
            pause();
        }
        return true;
    }

    void stopIfInterrupted() {
        if (interruption.requested()) {
            throw Problem.interrupted();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw Problem.interrupted().cause(e);
        }
    }
}
