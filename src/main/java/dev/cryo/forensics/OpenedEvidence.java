package dev.cryo.forensics;

import dev.cryo.criu.Fields;
import dev.cryo.criu.ImageDirectory;
import dev.cryo.criu.ImageTree;
import dev.cryo.criu.Images;
import dev.cryo.store.Checkpoint;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Evidence that was found; remembers what was damaged in it. For one thread. */
public final class OpenedEvidence {

    private final Images images;
    private final Optional<String> file;
    private final Optional<Images> work;
    private final List<Archive> archives;
    private final Optional<Checkpoint> checkpoint;
    private final SequencedSet<String> damage = new LinkedHashSet<>();
    private @Nullable ImageDirectory directory;

    /**
     * @param file the one file of {@code images} that was named
     * @param work CRIU's work directory, where it is another one
     * @param archives of the files that were taken at the same instant
     * @param checkpoint what the store knows of it
     */
    OpenedEvidence(
            Images images,
            Optional<String> file,
            Optional<Images> work,
            List<Archive> archives,
            Optional<Checkpoint> checkpoint) {
        this.images = images;
        this.file = file;
        this.work = work;
        this.archives = List.copyOf(archives);
        this.checkpoint = checkpoint;
    }

    public Images images() {
        return images;
    }

    public Optional<String> file() {
        return file;
    }

    public Optional<Images> work() {
        return work;
    }

    /** What the store knows of it; nothing of an image directory. */
    Optional<Checkpoint> checkpoint() {
        return checkpoint;
    }

    /** Opens an archive for reading. */
    interface Opener {
        SeekableByteChannel open() throws IOException;
    }

    /**
     * Files of the container: what it changed in its filesystem, or a volume.
     *
     * @param at the folder inside the container
     */
    record Archive(String at, Opener opener) {}

    /** Of the container's changes first; none where the evidence has none. */
    List<Archive> archives() {
        return archives;
    }

    /** The processes, as far as they can be read. */
    public ImageDirectory directory() {
        var opened = directory;
        if (opened == null) {
            opened = ImageDirectory.evidence(images);
            damage.addAll(opened.damage());
            directory = opened;
        }
        return opened;
    }

    /** The records of one image; none where there is no such image. */
    List<Fields> records(String name) {
        return ImageTree.records(images, name, damage::add);
    }

    /** The first record of one image. */
    Optional<Fields> record(String name) {
        return records(name).stream().findFirst();
    }

    /** One image of a kind that there may be several of, such as one for each namespace. */
    record Numbered(String number, String name) {}

    /**
     * The images whose names match, by name.
     *
     * @param pattern with a group that holds what tells them apart
     */
    List<Numbered> imagesNamed(Pattern pattern) {
        var found = new ArrayList<Numbered>();
        for (var name : new TreeSet<>(images.names())) {
            var matcher = pattern.matcher(name);
            if (matcher.matches()) {
                found.add(new Numbered(matcher.group(1), name));
            }
        }
        return found;
    }

    /** Notes something that could not be read; one line. */
    void damaged(String what) {
        damage.add(what);
    }

    /** What was found damaged until now. */
    public List<String> damage() {
        return List.copyOf(damage);
    }
}
