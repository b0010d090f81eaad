package dev.cryo.catalog;

import dev.cryo.verb.Problem;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The user's wish that the work at hand ends. A running verb sees it through its watch and stops where that is safe;
 * a script that is between verbs is interrupted at once.
 *
 * <p>A thread is never interrupted inside a verb: that would close channels in the middle of a dump.
 */
public final class Interruption {

    private static final ScopedValue<Interruption> OF_SCRIPT = ScopedValue.newInstance();

    private boolean requested;
    private volatile boolean insisted;
    private boolean waiting;
    private @Nullable Thread script;
    private int verbs;

    /** Asks for the end. */
    public synchronized void request() {
        requested = true;
        if (script != null && verbs == 0) {
            script.interrupt();
        }
    }

    /** Forgets an earlier wish: the next piece of work begins. */
    public synchronized void renew() {
        requested = false;
        insisted = false;
    }

    /**
     * Asks again. From now on a script cannot swallow the wish: it is interrupted once more, and {@link #endsScript} says so
     * until the next piece of work begins.
     */
    public synchronized void insist() {
        insisted = true;
        if (script != null && verbs == 0) {
            script.interrupt();
        }
    }

    public boolean insisted() {
        return insisted;
    }

    /**
     * Whether the script that runs on this thread is to end at the next place where it can: asked wherever a loop, a method or a
     * closure of it begins. The first wish is an interrupt, which a script may catch to tidy up; one that goes on then ends at
     * the second.
     */
    public static boolean endsScript() {
        return Thread.currentThread().isInterrupted() || (OF_SCRIPT.isBound() && OF_SCRIPT.get().insisted);
    }

    /** Tells whether the face only waits for its user's next words: then there is no work whose end to wait for. */
    public synchronized void waiting(boolean now) {
        waiting = now;
    }

    public synchronized boolean waiting() {
        return waiting;
    }

    public synchronized boolean requested() {
        return requested;
    }

    /**
     * Runs a script on this thread, which {@link #request} may interrupt while no verb runs. It may be a piece of one that a
     * verb calls: a condition.
     */
    public <T> T script(Callable<T> body) throws Exception {
        @Nullable Thread outer;
        int outside;
        synchronized (this) {
            outer = script;
            outside = verbs;
            if (outside > 0) {
                stopIfRequested();
            }
            script = Thread.currentThread();
            verbs = 0;
        }
        try {
            return ScopedValue.where(OF_SCRIPT, this).call(body::call);
        } finally {
            synchronized (this) {
                script = outer;
                verbs = outside;
                // The wish ends with the script; the thread goes on to report it.
                boolean interrupted = Thread.interrupted();
                requested |= interrupted;
            }
        }
    }

    /**
     * Runs a verb on this thread.
     *
     * @throws Problem of kind INTERRUPTED when the end was asked for before or meanwhile
     */
    public <T> T verb(Callable<T> body) throws Exception {
        synchronized (this) {
            stopIfRequested();
            verbs++;
        }
        try {
            return body.call();
        } finally {
            synchronized (this) {
                verbs--;
                if (requested && script != null && verbs == 0) {
                    script.interrupt();
                }
            }
        }
    }

    private void stopIfRequested() {
        if (requested) {
            throw Problem.interrupted();
        }
    }
}
