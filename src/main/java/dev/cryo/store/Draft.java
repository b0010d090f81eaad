package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A checkpoint being made: a folder that CRIU and tar write into. It becomes a checkpoint by {@link #commit}, and is gone
 * when it is closed before.
 */
public final class Draft implements AutoCloseable {

    /** The start of the name of a folder that holds no checkpoint yet. */
    static final String PREFIX = ".draft-";

    /** In the draft, what becomes the folder of the checkpoint. */
    static final String NAMED = "named";

    private final Store store;
    private final TimelineKey key;
    private final CheckpointId id;
    private final OwnedFolder folder;

    Draft(Store store, TimelineKey key, CheckpointId id, OwnedFolder folder) throws IOException {
        this.store = store;
        this.key = key;
        this.id = id;
        this.folder = folder;
        Files.createDirectory(images());
        Files.createDirectory(work());
    }

    public CheckpointId id() {
        return id;
    }

    /** The image directory. */
    public Path images() {
        return folder().resolve(Store.IMAGES);
    }

    /** CRIU's work directory: its log and statistics. */
    public Path work() {
        return folder().resolve(Store.WORK);
    }

    /** Where the archive of the container's filesystem changes belongs. */
    public Path filesystem() {
        return folder().resolve(Store.FILESYSTEM);
    }

    /** The folder of the volumes' archives, made by this. */
    public Path volumes() {
        try {
            return Files.createDirectories(folder().resolve(Store.VOLUMES));
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    /** The engine's own description of the container. */
    public void description(String json) {
        try {
            Files.writeString(folder().resolve(Store.DESCRIPTION), json);
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    /** Bytes of all files so far. */
    public Size size() {
        return Store.sizeOf(folder());
    }

    /**
     * Stores what lies in the draft, and gives the checkpoint its number and its name. Returns once it is durable.
     *
     * @param facts the number in it is ignored
     * @return the checkpoint as it now stands in the store
     * @throws Problem when its label was taken meanwhile, or the disk refuses
     */
    public Checkpoint commit(Checkpoint facts) {
        return store.commit(this, facts);
    }

    /** The folder with all that was written. */
    public Path folder() {
        return folder.path();
    }

    OwnedFolder owned() {
        return folder;
    }

    TimelineKey key() {
        return key;
    }

    @Override
    public void close() {
        try {
            boolean kept = folder.released();
            folder.close();
            if (kept) {
                store.shrink(id);
            }
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }
}
