package dev.cryo.containers;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Work on several things: one that fails does not keep the others from being done. */
public final class EachOf {

    private EachOf() {}

    /**
     * Does {@code work} on each item and announces what comes of it.
     *
     * @throws Problem in the end, for those that failed
     */
    public static <T, R extends Watch.Finished> List<R> of(List<T> items, Watch watch, Function<T, R> work) {
        var results = new ArrayList<R>();
        var problems = new ArrayList<Problem>();
        for (var item : items) {
            watch.stopIfCancelled();
            try {
                var result = work.apply(item);
                watch.done(result);
                results.add(result);
            } catch (Problem e) {
                if (e.kind() == Problem.Kind.INTERRUPTED) {
                    throw e;
                }
                problems.add(e);
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.several(problems);
        }
        return results;
    }
}
