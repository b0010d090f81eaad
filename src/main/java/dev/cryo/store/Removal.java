package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Takes checkpoints away. Those made from them become children of the nearest ancestor that stays, and so does the
 * container's position: {@code ~1} steps over what is gone. The pages stay until the next {@link Pruning}.
 */
public final class Removal {

    private final Store store;

    public Removal(Store store) {
        this.store = store;
    }

    /** Removes checkpoints of one timeline, damaged ones too; those that are gone already are fine. */
    public void remove(TimelineKey key, Collection<CheckpointId> ids) {
        try (var _ = store.write()) {
            removeAsWriter(key, ids);
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    /** The same for one who holds the store's lock. */
    void removeAsWriter(TimelineKey key, Collection<CheckpointId> ids) throws IOException {
        var folder = store.folder(key);
        var disk = store.disk();
        try (var _ = folder.lock()) {
            var timeline = folder.read();
            if (timeline.isEmpty()) {
                return;
            }
            // Heirs first: what a crash leaves then is a child that was lifted although its parent still stands.
            settleHeirs(folder, timeline.get(), new HashSet<>(ids));
            for (var id : ids) {
                if (Files.exists(folder.checkpoint(id))) {
                    disk.removeTree(folder.path().resolve(Store.GONE + id));
                    disk.rename(folder.checkpoint(id), folder.path().resolve(Store.GONE + id));
                }
            }
            disk.force(folder.path());
            for (var gone : folder.gone()) {
                disk.removeTree(gone);
            }
        }
        for (var id : ids) {
            store.unpacked().remove(id); // one that is in use goes with the next prune
        }
    }

    private void settleHeirs(TimelineFolder folder, Timeline timeline, Set<CheckpointId> going) throws IOException {
        for (var child : timeline.checkpoints()) {
            if (!going.contains(child.id()) && child.parent().filter(going::contains).isPresent()) {
                var manifest = folder.checkpoint(child.id()).resolve(Manifest.NAME);
                store.disk().write(manifest, Manifest.reparented(manifest, staying(child.parent(), timeline, going)));
            }
        }
        if (timeline.position().filter(going::contains).isPresent()) {
            folder.write(new TimelineFolder.State(
                    timeline.name(),
                    staying(timeline.position(), timeline, going),
                    timeline.stoppedBy().filter(id -> !going.contains(id))));
        }
    }

    private static Optional<CheckpointId> staying(
            Optional<CheckpointId> from, Timeline timeline, Set<CheckpointId> going) {
        var at = from;
        var seen = new HashSet<CheckpointId>(); // a parent is what a file says: it may lead in a circle
        while (at.filter(going::contains).filter(seen::add).isPresent()) {
            at = at.flatMap(timeline::byId).flatMap(Checkpoint::parent);
        }
        return at.filter(id -> !going.contains(id));
    }
}
