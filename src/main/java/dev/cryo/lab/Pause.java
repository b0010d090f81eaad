package dev.cryo.lab;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A short wait inside a loop that asks again; an interrupt is kept for whoever looks. */
final class Pause {

    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Pause() {}

    static void briefly() {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
