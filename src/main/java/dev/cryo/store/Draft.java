package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A checkpoint being made: a folder that has no name yet. It becomes a checkpoint by {@link #commit}, and is gone when
 * it is closed before.
 */
public final class Draft implements AutoCloseable {

    /** The start of the name of a folder that holds no checkpoint yet. */
    static final String PREFIX = ".draft-";

    private final Store store;
    private final TimelineKey key;
    private final CheckpointId id;
    private final Path folder;
    private final FileChannel owner;
    private final FileLock lock;

    private Draft(Store store, TimelineKey key, CheckpointId id, Path folder, FileChannel owner, FileLock lock) {
        this.store = store;
        this.key = key;
        this.id = id;
        this.folder = folder;
        this.owner = owner;
        this.lock = lock;
    }

    static Draft in(Store store, TimelineKey key, CheckpointId id, Path timeline) throws IOException {
        var folder = Files.createDirectory(timeline.resolve(PREFIX + id));
        // The lock says that somebody still works here: whoever can take it may clear the folder away.
        var owner = FileChannel.open(
                folder.resolve(".owner"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var draft = new Draft(store, key, id, folder, owner, owner.lock());
        Files.createDirectory(draft.images());
        Files.createDirectory(draft.work());
        return draft;
    }

    /** Clears away what a process that died left behind; one whose owner lives stays. */
    static void clearIfAbandoned(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder.resolve(".owner"), StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            if (lock != null) {
                Durable.removeTree(folder);
            }
        } catch (OverlappingFileLockException e) {
            // this very process works on it
        } catch (NoSuchFileException e) {
            Durable.removeTree(folder); // its owner died before it could say so, or is just beginning
        }
    }

    public CheckpointId id() {
        return id;
    }

    /** The image directory. */
    public Path images() {
        return folder.resolve(Store.IMAGES);
    }

    /** CRIU's work directory: its log and statistics. */
    public Path work() {
        return folder.resolve(Store.WORK);
    }

    /** Where the archive of the container's filesystem changes belongs. */
    public Path filesystem() {
        return folder.resolve(Store.FILESYSTEM);
    }

    /** The engine's own description of the container. */
    public void description(String json) {
        try {
            Files.writeString(folder.resolve("container.json"), json);
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    /** Bytes of all files so far. */
    public Size size() {
        return Store.sizeOf(folder);
    }

    /**
     * Makes everything durable without naming it yet: after this a full disk or a power cut costs nothing, and
     * {@link #commit} is short.
     */
    public void settle() {
        try {
            Durable.syncTree(folder);
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    /**
     * Gives the checkpoint its number and its name.
     *
     * @param facts the number in it is ignored
     * @return the checkpoint as it now stands in the store
     * @throws Problem when its label was taken meanwhile, or the disk refuses
     */
    public Checkpoint commit(Checkpoint facts) {
        return store.commit(this, facts);
    }

    /** The folder that becomes the checkpoint. */
    public Path folder() {
        return folder;
    }

    TimelineKey key() {
        return key;
    }

    /** Lets go of the folder; to be called before it gets its name. */
    void release() throws IOException {
        lock.release();
        owner.close();
        Files.deleteIfExists(folder.resolve(".owner"));
    }

    @Override
    public void close() {
        try {
            if (owner.isOpen()) {
                Durable.removeTree(folder);
                owner.close();
            }
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }
}
