package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which checkpoints of a timeline stay when it is pruned: those that any rule wants. Without a rule all do. A pinned
 * checkpoint, the one at which the container stands and the one that stopped it always stay.
 *
 * @param last so many of the newest
 * @param hourly the newest of each of the last so many hours in which one was made
 * @param daily the same for days
 * @param labelled all that have a label
 */
public record Retention(int last, int hourly, int daily, boolean labelled) {

    /** No rule. */
    public static final Retention ALL = new Retention(0, 0, 0, false);

    /** Those that no rule may give up. */
    public static Set<CheckpointId> untouchable(Timeline timeline) {
        var ids = new HashSet<CheckpointId>();
        timeline.checkpoints().stream()
                .filter(c -> c.remarks().pinned())
                .map(Checkpoint::id)
                .forEach(ids::add);
        timeline.current().map(Checkpoint::id).ifPresent(ids::add);
        timeline.stoppedBy().ifPresent(ids::add);
        return ids;
    }

    /**
     * Those that stay.
     *
     * @param zone whose hours and days count
     */
    Set<CheckpointId> staying(Timeline timeline, ZoneId zone) {
        var newestFirst = timeline.checkpoints().stream()
                .sorted(Comparator.comparing(Checkpoint::taken)
                        .thenComparingInt(Checkpoint::number)
                        .reversed())
                .toList();
        var staying = untouchable(timeline);
        if (equals(ALL)) {
            newestFirst.forEach(c -> staying.add(c.id()));
            return staying;
        }
        newestFirst.stream().limit(last).map(Checkpoint::id).forEach(staying::add);
        newestOfEach(newestFirst, hourly, c -> c.taken().atZone(zone).truncatedTo(ChronoUnit.HOURS), staying);
        newestOfEach(newestFirst, daily, c -> c.taken().atZone(zone).toLocalDate(), staying);
        if (labelled) {
            newestFirst.stream().filter(c -> c.label().isPresent()).map(Checkpoint::id).forEach(staying::add);
        }
        return staying;
    }

    private static void newestOfEach(
            List<Checkpoint> newestFirst, int most, Function<Checkpoint, ?> span, Set<CheckpointId> staying) {
        var seen = new HashSet<>();
        for (var checkpoint : newestFirst) {
            if (seen.size() == most) {
                return;
            }
            if (seen.add(span.apply(checkpoint))) {
                staying.add(checkpoint.id());
            }
        }
    }
}
