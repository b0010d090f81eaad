package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Clears away what dead processes have left (docs/STORE.md, "Durability"); for the one writer. */
record Tidying(Store store) {

    /** Does it, and answers what was cleared away, in words. */
    List<String> tidy() throws IOException {
        var done = new ArrayList<String>();
        for (var folder : store.folders().toList()) {
            try (var _ = folder.lock()) {
                for (var gone : folder.gone()) {
                    store.disk().removeTree(gone);
                    done.add("removed the rest of " + gone);
                }
                for (var file : folder.unfinished()) {
                    store.disk().delete(file);
                    done.add("removed " + file);
                }
                for (var draft : folder.drafts()) {
                    if (OwnedFolder.clearIfAbandoned(store.disk(), draft)) {
                        done.add("removed " + draft + ", which nobody finishes");
                    }
                }
            }
        }
        store.unpacked().clearAbandoned();
        var there = checkpoints();
        for (var id : store.unpacked().dropVoid(there::contains)) {
            done.add("dropped the unpacked copy of " + id + ", which is void");
        }
        return done;
    }

    private Set<CheckpointId> checkpoints() throws IOException {
        var ids = new HashSet<CheckpointId>();
        for (var folder : store.folders().toList()) {
            for (var checkpoint : folder.checkpoints()) {
                ids.add(new CheckpointId(checkpoint.getFileName().toString()));
            }
        }
        return ids;
    }
}
