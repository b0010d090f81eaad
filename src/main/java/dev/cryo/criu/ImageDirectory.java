package dev.cryo.criu;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A checkpoint as CRIU wrote it. Opening reads all but the pages, so whatever is damaged there comes to light at once;
 * pages are read when asked for. No file stays open, and threads may share it.
 */
public final class ImageDirectory {

    private final Lineage images;
    private final Inventory inventory;
    private final List<DumpedProcess> processes;
    private final Optional<MappedRoot> mappedRoot;
    private final Tolerance tolerance;

    private ImageDirectory(Images images, Tolerance tolerance) {
        this.images = Lineage.of(images, tolerance);
        this.tolerance = tolerance;
        this.inventory = tolerance.read(
                () -> {
                    if (!images.names().contains("inventory.img")) {
                        throw noInventory(images);
                    }
                    return Inventory.read(images);
                },
                Inventory.UNKNOWN);
        this.processes = new ProcessTree(this.images, inventory, tolerance).read();
        this.mappedRoot = tolerance.read(() -> MappedRoot.read(images), Optional.empty());
    }

    private static Problem noInventory(Images images) {
        if (images.names().stream().anyMatch(name -> name.matches("core-\\d+\\.img"))) {
            return Problem.failed("the dump into '" + images.title() + "' did not finish")
                    .evidence("it holds processes, but no inventory.img, which CRIU writes last")
                    .remedy("dump.log in the work directory says why; use another checkpoint");
        }
        return Problem.failed("'" + images.title() + "' is not an image directory of CRIU")
                .evidence("it holds no inventory.img")
                .remedy("name the folder that holds inventory.img, pstree.img and pages-1.img");
    }

    /**
     * Opens a folder. Symbolic links in it are not followed, but for the one to its parent: see {@link Images#in}.
     *
     * @throws Problem when it is missing, not CRIU's, incomplete or damaged
     */
    public static ImageDirectory open(Path folder) {
        return open(Folder.at(folder));
    }

    /**
     * Opens image files that lie elsewhere.
     *
     * @throws Problem when they are not CRIU's, incomplete or damaged
     */
    public static ImageDirectory open(Images images) {
        return new ImageDirectory(images, Tolerance.none());
    }

    /**
     * Opens image files as evidence: what is damaged or missing is noted in {@link #damage}, and the rest is read. Such
     * a checkpoint may not be restored.
     */
    public static ImageDirectory evidence(Images images) {
        return new ImageDirectory(images, Tolerance.ofAll());
    }

    /** What could not be read, one line each; nothing of a checkpoint that was not opened as evidence. */
    public List<String> damage() {
        return tolerance.damage();
    }

    public Inventory inventory() {
        return inventory;
    }

    /** In tree order: every process behind its parent, the container's first process first. */
    public List<DumpedProcess> processes() {
        return processes;
    }

    public Optional<DumpedProcess> process(int pid) {
        return processes.stream().filter(process -> process.pid() == pid).findFirst();
    }

    /** Whom its root is outside, when it has a user namespace of its own. */
    public Optional<MappedRoot> mappedRoot() {
        return mappedRoot;
    }

    /** The image files themselves; {@link ImageFile#read} takes them apart. */
    public Images images() {
        return images;
    }

    /**
     * What CRIU measured, where its work directory was the image directory.
     *
     * @throws Problem when the file is damaged
     */
    public Optional<DumpStatistics> statistics() {
        return images.names().contains(DumpStatistics.FILE)
                ? Optional.of(DumpStatistics.read(images))
                : Optional.empty();
    }

    /** As {@link #search(Needle, Watch)}, with nobody watching. */
    public Stream<Match> search(Needle needle) {
        return search(needle, Watch.NOBODY);
    }

    /**
     * Looks for a needle in the resident memory of all processes, in tree order and by address: private memory first,
     * then shared memory, mapped or held by a descriptor (at its offset), once for all who share it. Matches may lie
     * across pages and mappings, but not across a gap in resident memory. Lazy, and in constant memory; close the stream
     * if it is not read to its end.
     *
     * @param watch is told how far it is, and can end it
     * @throws Problem (from the stream) when pages cannot be read, or the expression is too much for the JDK
     */
    public Stream<Match> search(Needle needle, Watch watch) {
        return Search.over(processes, needle, watch);
    }
}
