package dev.cryo.criu;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where image files come from: a folder ({@link ImageDirectory#open}), or whoever keeps the same bytes elsewhere. The
 * contents must not change while they are read.
 */
public interface Images {

    /**
     * Those in a folder. Symbolic links in it are not followed, but for {@code parent}: to a folder inside, or beside it.
     *
     * @throws dev.cryo.verb.Problem when it is missing, or holds no files
     */
    static Images in(Path folder) {
        return Folder.at(folder);
    }

    /** The file names, without folders: {@code inventory.img}, {@code pages-1.img}. */
    Set<String> names();

    /**
     * Opens one of {@link #names} for reading. Its size must be that of the file: readers trust it, and only it.
     *
     * @throws IOException when it cannot be read
     */
    SeekableByteChannel open(String name) throws IOException;

    /**
     * The checkpoint that an incremental one builds on: unchanged pages are there. Nothing of one that is whole.
     *
     * @throws dev.cryo.verb.Problem when it names one that cannot be
     */
    default Optional<Images> parent() {
        return Optional.empty();
    }

    /** The pool that pages of these images lie in, where there is one. */
    default Optional<PagePool> pool() {
        return Optional.empty();
    }

    /** The number in the pool of the page that begins at an offset of a file; {@link PagePool#NONE} where there is none. */
    default long pageNumber(String name, long offset) {
        return PagePool.NONE;
    }

    /** How a message calls the whole, such as a path. */
    String title();
}
