package dev.cryo.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes good what can be made good in a store, and clears away what dead processes have left. */
public final class Mending {

    private final Store store;

    public Mending(Store store) {
        this.store = store;
    }

    /** Does it, and answers what was done, in words. */
    public List<String> mend() {
        try (var _ = store.write()) {
            var done = new ArrayList<>(store.pages().mend());
            done.addAll(new Tidying(store).tidy());
            for (var folder : store.folders().toList()) {
                writeState(folder).ifPresent(done::add);
            }
            return done;
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    private static Optional<String> writeState(TimelineFolder folder) throws IOException {
        try (var _ = folder.lock()) {
            var timeline = folder.read();
            if (!folder.stateIsDamaged() || timeline.isEmpty()) {
                return Optional.empty();
            }
            var newest = timeline.get().newest().map(Checkpoint::id);
            folder.write(new TimelineFolder.State(timeline.get().name(), newest, Optional.empty()));
            return Optional.of("wrote " + folder.path() + "/timeline.json anew: '" + timeline.get().name()
                    + "' stands at its newest checkpoint, for all that is known");
        }
    }
}
