package dev.cryo.lab;

import java.util.function.Supplier;

/**
 * Work that an interrupt must not spoil, tidying up above all: in an interrupted thread, reading a file fails. The
 * interrupt stays for whoever looks afterwards.
 */
final class Uninterrupted {

    private Uninterrupted() {}

    /** Work that may fail with {@code E}. */
    @FunctionalInterface
    interface Work<E extends Exception> {
        void run() throws E;
    }

    static <E extends Exception> void run(Work<E> work) throws E {
        boolean interrupted = Thread.interrupted();
        try {
            work.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static <T> T get(Supplier<T> work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
