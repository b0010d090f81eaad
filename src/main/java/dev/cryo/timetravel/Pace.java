package dev.cryo.timetravel;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.Locale;

/**
 * A steady pace: one beat follows the other by the same time, counted from the first, so that nothing adds up. A beat that
 * comes too late, for what was done at the one before took longer, is said once, and the pace goes on from there.
 */
final class Pace {

    private static final long TOLERATED = Duration.ofMillis(100).toNanos();

    private final long every;
    private final Watch watch;
    private long next = System.nanoTime();
    private boolean told;

    Pace(Duration every, Watch watch) {
        this.every = every.toNanos();
        this.watch = watch;
    }

    /** Waits for the next beat. */
    void await(String what) {
        long late = System.nanoTime() - next;
        if (late > TOLERATED && !told) {
            told = true;
            watch.note(String.format(
                    Locale.ROOT, "%s begins %.1f s late: those before took longer than the pace allows, and the pace is theirs from here on", what, late / 1e9));
        }
        if (late < 0) {
            watch.step("waiting for " + what);
        }
        sleepUntil(next);
        next = Math.max(next + every, System.nanoTime());
    }

    private void sleepUntil(long nanoTime) {
        while (true) {
            watch.stopIfCancelled();
            long left = nanoTime - System.nanoTime();
            if (left <= 0) {
                return;
            }
            try {
                Thread.sleep(Duration.ofNanos(Math.min(left, 50_000_000)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.interrupted();
            }
        }
    }
}
