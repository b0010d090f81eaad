package dev.cryo.timetravel;

import dev.cryo.verb.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Work that is finished once it has begun: a thread's interrupt (Ctrl-C in a script) would close the connections it
 * uses in the middle of a change. The interrupt takes effect afterwards.
 */
final class Uninterrupted {

    private Uninterrupted() {}

    static <T> T call(Supplier<T> work) {
        var result = new CompletableFuture<T>();
        Thread.ofVirtual().name("uninterrupted").start(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join(); // join is not interruptible
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case Problem problem -> throw problem;
                case RuntimeException other -> throw other;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }
}
