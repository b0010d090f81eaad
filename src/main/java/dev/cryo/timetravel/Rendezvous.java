package dev.cryo.timetravel;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where acts on several containers wait for each other, so that all take the next step, or none does. */
final class Rendezvous {

    private final CheckpointId group;
    private final int parties;
    private int came;
    private int rounds;
    private long firstFrozen = Long.MAX_VALUE;
    private long lastFrozen = Long.MIN_VALUE;
    private @Nullable Problem failure;

    /** @param group names what they make together */
    Rendezvous(CheckpointId group, int parties) {
        this.group = group;
        this.parties = parties;
    }

    CheckpointId group() {
        return group;
    }

    /**
     * Waits until all have come.
     *
     * @throws Withdrawn when one of them will not come, for it has failed
     */
    synchronized void await() {
        int round = rounds;
        came++;
        if (came == parties) {
            came = 0;
            rounds++;
            notifyAll();
        }
        while (rounds == round && failure == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.interrupted();
            }
        }
        if (rounds == round && failure != null) {
            throw new Withdrawn(failure);
        }
    }

    /** Waits with a container that stands still since a moment of the engine host's clock, in nanoseconds. */
    void awaitFrozen(long since) {
        synchronized (this) {
            firstFrozen = Math.min(firstFrozen, since);
            lastFrozen = Math.max(lastFrozen, since);
        }
        await();
    }

    /** How much later the last of them stood still than the first; empty where nobody was to. */
    synchronized Optional<Duration> skew() {
        return lastFrozen < firstFrozen ? Optional.empty() : Optional.of(Duration.ofNanos(lastFrozen - firstFrozen));
    }

    /** Does the part of one, and tells the others when that fails. */
    <T> T part(Supplier<T> work) {
        try {
            return work.get();
        } catch (Problem e) {
            fail(e);
            throw e;
        } catch (RuntimeException | Error e) {
            fail(Problem.failed(String.valueOf(e)));
            throw e;
        }
    }

    private synchronized void fail(Problem why) {
        if (failure == null) {
            failure = why;
        }
        notifyAll();
    }

    /** The end of one that could have gone on. */
    static final class Withdrawn extends RuntimeException {
        private Withdrawn(Problem because) {
            super(because.what(), because);
        }
    }
}
