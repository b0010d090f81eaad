package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** Makes a draft a checkpoint: its pages first, then its name, then the rest. */
record Committing(Store store) {

    Checkpoint commit(Draft draft, Checkpoint facts) throws IOException {
        var folder = store.folder(draft.key());
        Checkpoint made;
        Storing.Stored stored;
        var parent = facts.parent().flatMap(id -> parent(folder, id));
        try (var _ = store.write()) {
            stored = new Storing(store.pages(), Settings.in(store.root()).level()).store(draft.folder(), parent);
            made = name(folder, draft, facts, stored);
        } finally {
            if (parent.isPresent()) {
                parent.get().lease().close();
            }
        }
        if (facts.images().isEmpty()) {
            keepUnpacked(draft, stored);
        }
        return made;
    }

    /** The parent's memory to compare with, where it lies unpacked. */
    private Optional<Storing.Parent> parent(TimelineFolder folder, CheckpointId id) {
        try {
            var file = folder.checkpoint(id).resolve(Contents.NAME);
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            var contents = Contents.read(file);
            return store.unpacked().find(id).map(lease -> new Storing.Parent(lease, contents));
        } catch (IOException | Problem e) {
            return Optional.empty(); // a damaged parent only makes storing slower
        }
    }

    private Checkpoint name(TimelineFolder folder, Draft draft, Checkpoint facts, Storing.Stored stored)
            throws IOException {
        var disk = store.disk();
        try (var _ = folder.lock()) {
            var before = folder.read();
            facts.label().ifPresent(wanted -> Store.refuseTaken(wanted, before));
            int number = before.flatMap(Timeline::newest).map(Checkpoint::number).orElse(0) + 1;
            var made = facts.numbered(number, stored.added());
            var named = draft.folder().resolve(Draft.NAMED);
            disk.createFolder(named);
            disk.write(named.resolve(Contents.NAME), stored.contents().encode());
            disk.write(named.resolve(Manifest.NAME), Manifest.write(made));
            disk.rename(named, folder.checkpoint(made.id()));
            disk.force(folder.path());
            folder.write(new TimelineFolder.State(facts.containerName(), Optional.of(made.id()), Optional.empty()));
            return made;
        }
    }

    /** That it cannot be done costs time at the next restore only: the checkpoint stands. */
    private void keepUnpacked(Draft draft, Storing.Stored stored) {
        try {
            store.unpacked().adopt(draft.owned(), draft.id(), stored.sums());
        } catch (IOException e) {
            // The draft is taken away when it is closed.
        }
    }
}
