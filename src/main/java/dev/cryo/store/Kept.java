package dev.cryo.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The files of a checkpoint in a folder, for as long as this is open: CRIU and tar read folders.
 */
public final class Kept implements AutoCloseable {

    private final Path folder;
    private final Closeable lease;

    Kept(Path folder, Closeable lease) {
        this.folder = folder;
        this.lease = lease;
    }

    /** The image directory. */
    public Path images() {
        return folder.resolve(Store.IMAGES);
    }

    /** The archive of the container's filesystem changes. */
    public Path filesystem() {
        return folder.resolve(Store.FILESYSTEM);
    }

    /** The archive of a volume; {@code number} from 0 on. */
    public Path volume(int number) {
        return folder.resolve(Store.VOLUMES).resolve(Store.volume(number));
    }

    @Override
    public void close() {
        try {
            lease.close();
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }
}
