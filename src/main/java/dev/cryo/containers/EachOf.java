package dev.cryo.containers;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Work on several things: one that fails does not keep the others from being done. */
public final class EachOf {

    private EachOf() {}

    /**
     * Does {@code work} on each item and announces what comes of it.
     *
     * @throws Problem in the end, for those that failed
     */
    public static <T, R extends Watch.Finished> List<R> of(List<T> items, Watch watch, Function<T, R> work) {
        var done = new Done<R>(watch);
        for (var item : items) {
            watch.stopIfCancelled();
            done.take(() -> work.apply(item));
        }
        return done.results();
    }

    /**
     * The same, several of them at a time. They are begun in their order, and announced in it; when the user gives up, none is
     * begun any more, and those that were come to their end.
     *
     * @param atOnce how many are worked on at the same moment, at most
     */
    public static <T, R extends Watch.Finished> List<R> of(List<T> items, int atOnce, Watch watch, Function<T, R> work) {
        var done = new Done<R>(watch);
        var running = new ArrayDeque<Supplier<R>>();
        try {
            for (var item : items) {
                if (running.size() == atOnce) {
                    done.take(running.remove());
                }
                watch.stopIfCancelled();
                running.add(begun(() -> work.apply(item)));
            }
        } finally {
            takeAll(running, done);
        }
        return done.results();
    }

    /** All of them, whatever becomes of one. */
    private static <R extends Watch.Finished> void takeAll(Deque<Supplier<R>> running, Done<R> done) {
        if (!running.isEmpty()) {
            try {
                done.take(running.remove());
            } finally {
                takeAll(running, done);
            }
        }
    }

    /** Begins it in a thread of its own; whoever asks waits for what comes of it, and no interrupt ends that. */
    private static <R> Supplier<R> begun(Supplier<R> work) {
        var result = new CompletableFuture<R>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return () -> {
            try {
                return result.join();
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case RuntimeException thrown -> throw thrown;
                    case Error error -> throw error;
                    case null, default -> throw e;
                }
            }
        };
    }

    /** What stands, and what failed. */
    private record Done<R extends Watch.Finished>(Watch watch, List<R> made, List<Problem> problems) {

        private Done(Watch watch) {
            this(watch, new ArrayList<>(), new ArrayList<>());
        }

        void take(Supplier<R> work) {
            try {
                var result = work.get();
                watch.done(result);
                made.add(result);
            } catch (Problem e) {
                if (e.kind() == Problem.Kind.INTERRUPTED) {
                    throw e;
                }
                problems.add(e);
            }
        }

        List<R> results() {
            if (!problems.isEmpty()) {
                throw Problem.several(problems);
            }
            return made;
        }
    }
}
