package dev.cryo.timetravel;

import dev.cryo.store.Checkpoint;
import dev.cryo.store.Pruning;
import dev.cryo.store.Removal;
import dev.cryo.store.Retention;
import dev.cryo.store.Store;
import dev.cryo.store.TimelineKey;
import dev.cryo.verb.CheckpointId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The last checkpoints of a recording. Older ones are given up, but for those that their user has labelled or pinned
 * meanwhile; the room that they took is given back now and then.
 */
final class Ring {

    private final Store store;
    private final TimelineKey key;
    private final int keep;
    private final Deque<CheckpointId> ids = new ArrayDeque<>();
    private int removed;

    Ring(Store store, TimelineKey key, int keep) {
        this.store = store;
        this.key = key;
        this.keep = keep;
    }

    void add(CheckpointId made) {
        ids.addLast(made);
        if (ids.size() > keep) {
            giveUp();
        }
    }

    private void giveUp() {
        var timeline = store.timeline(key);
        var wanted = timeline.map(Retention::untouchable).orElse(Set.of());
        var going = new ArrayList<CheckpointId>();
        while (ids.size() > keep) {
            var oldest = ids.removeFirst();
            boolean named = timeline.flatMap(t -> t.byId(oldest)).flatMap(Checkpoint::label).isPresent();
            if (!named && !wanted.contains(oldest)) {
                going.add(oldest);
            }
        }
        new Removal(store).remove(key, going);
        removed += going.size();
        // Rewriting packs costs more than it saves when little is free: a quarter more than the ring is its bound.
        if (removed >= Math.max(4, keep / 4)) {
            giveBack();
        }
    }

    private void giveBack() {
        removed = 0;
        new Pruning(store).prune(new Pruning.Plan(List.of(), Optional.empty(), true));
    }

    /** Those that are kept, oldest first; what the others took is given back. */
    List<Checkpoint> settle() {
        if (removed > 0) {
            giveBack();
        }
        var timeline = store.timeline(key);
        return ids.stream().flatMap(id -> timeline.flatMap(t -> t.byId(id)).stream()).toList();
    }
}
