package dev.cryo.store;

import dev.cryo.criu.Images;
import dev.cryo.store.disk.Disk;
import dev.cryo.store.disk.FileLocks;
import dev.cryo.store.disk.LocalDisk;
import dev.cryo.store.pages.PageStore;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.CheckpointRef.Which;
import dev.cryo.verb.Label;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keeper of checkpoints: a folder that only its owner may enter. A checkpoint is there whole, or not at all; one
 * process writes at a time, any number read. The layout stands in docs/STORE.md.
 */
public final class Store {

    static final String IMAGES = "images";
    static final String WORK = "work";
    static final String FILESYSTEM = "filesystem.tar";
    static final String VOLUMES = "volumes";
    static final String DESCRIPTION = "container.json";
    /** The start of the name of a checkpoint's folder that is being removed. */
    static final String GONE = ".gone-";
    /** In an image directory outside the store: what it is. */
    public static final String ELSEWHERE = "cryo.json";

    private final Path root;
    private final Disk disk;
    private final PageStore pages;
    private final Unpacked unpacked;
    private final SecureRandom random = new SecureRandom();

    private Store(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
        this.pages = new PageStore(disk, root.resolve("packs"));
        this.unpacked = new Unpacked(disk, root.resolve(Unpacked.NAME), pages);
    }

    /**
     * The store in {@code root}, made when the folder is missing or empty.
     *
     * @throws Problem when the folder holds something else, or a store of a later version
     */
    public static Store at(Path root) {
        return at(root, new LocalDisk());
    }

    static Store at(Path root, Disk disk) {
        try {
            new StoreFolder(root, disk).open();
            return new Store(root.toRealPath(), disk);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The name of a volume's archive, in the folder of those; {@code number} from 0 on. */
    public static String volume(int number) {
        return number + ".tar";
    }

    public Path root() {
        return root;
    }

    /** Every timeline, the one with the newest checkpoint first. */
    public List<Timeline> timelines() {
        try {
            return folders()
                    .flatMap(folder -> read(folder).stream())
                    .sorted(Comparator.comparing(
                                    (Timeline t) -> t.newest().map(Checkpoint::taken).orElse(Instant.EPOCH))
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The timeline of one container; empty when it has no checkpoint yet. */
    public Optional<Timeline> timeline(TimelineKey key) {
        return read(folder(key));
    }

    /** The checkpoint at which a container stands; as quick with thousands of them as with one. */
    public Optional<Checkpoint> current(TimelineKey key) {
        try {
            return folder(key).current();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static Optional<Timeline> read(TimelineFolder folder) {
        try {
            return folder.read();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * The checkpoint that a user named.
     *
     * @param ref what was typed
     * @param here the timeline that a reference without a container means, and that of a container named by it
     * @throws Problem when there is none
     */
    public Checkpoint find(CheckpointRef ref, Optional<TimelineKey> here) {
        if (ref.which() instanceof Which.ById && here.isEmpty()) {
            return everywhere(ref).find(ref.which());
        }
        return here.flatMap(this::timeline)
                .or(() -> ref.container().flatMap(name -> named(name.text())))
                .orElseThrow(() -> Problem.failed("there is no checkpoint '" + ref + "'")
                        .evidence(ref.container()
                                .map(name -> "'" + name + "' has no checkpoints in " + root)
                                .orElse(here.isPresent()
                                        ? "the container has no checkpoints in " + root
                                        : "'" + ref + "' names no container"))
                        .remedy("'checkpoints' lists them all; 'checkpoint " + ref.container().map(Object::toString).orElse("CONTAINER")
                                + "' makes one"))
                .find(ref.which());
    }

    /** The newest timeline whose container had this name. */
    public Optional<Timeline> named(String container) {
        return timelines().stream().filter(t -> t.name().equals(container)).findFirst();
    }

    private Timeline everywhere(CheckpointRef ref) {
        var all = timelines().stream().flatMap(t -> t.checkpoints().stream()).toList();
        if (all.isEmpty()) {
            throw Problem.failed("there is no checkpoint '" + ref + "'").evidence("the store " + root + " is empty");
        }
        return new Timeline(
                all.getFirst().timeline(), "the store", all, Optional.empty(), Optional.empty(), List.of());
    }

    /** Begins a checkpoint; what dead processes left behind on this timeline is cleared away first. */
    public Draft begin(TimelineKey key, Optional<Label> label) {
        try {
            var folder = folder(key);
            disk.createFolder(folder.path());
            label.ifPresent(wanted -> refuseTaken(wanted, timeline(key)));
            try (var _ = folder.lock()) {
                for (var draft : folder.drafts()) {
                    OwnedFolder.clearIfAbandoned(disk, draft);
                }
                var id = CheckpointId.random(random);
                return new Draft(this, key, id, OwnedFolder.make(disk, folder.path().resolve(Draft.PREFIX + id)));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    static void refuseTaken(Label wanted, Optional<Timeline> timeline) {
        timeline.flatMap(t -> t.byLabel(wanted)).ifPresent(holder -> {
            throw Problem.failed("the label '" + wanted.text() + "' is taken")
                    .evidence("checkpoint " + holder.number() + " of '" + holder.containerName() + "' has it")
                    .remedy("choose another label");
        });
    }

    Checkpoint commit(Draft draft, Checkpoint facts) {
        try {
            return new Committing(this).commit(draft, facts);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Lets no more lie unpacked than the settings allow. */
    void shrink(CheckpointId except) throws IOException {
        unpacked.shrinkTo(Settings.in(root).unpackedBytes(), except);
    }

    /**
     * Makes an image directory outside the store durable, and leaves word in it of what it was taken from
     * ({@code cryo.json}), so that it can be compared with a container before it is restored into that.
     */
    public void settleElsewhere(Path images, Checkpoint checkpoint) {
        try {
            Files.write(images.resolve(ELSEWHERE), Manifest.write(checkpoint));
            try (var files = Files.list(images)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    disk.force(file);
                }
            }
            disk.force(images);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** What an image directory says of itself, when Cryo made it. */
    public static Optional<Checkpoint> describedIn(Path images) {
        var file = images.resolve(ELSEWHERE);
        return Files.exists(file) ? Optional.of(Manifest.read(file)) : Optional.empty();
    }

    /** Notes that the container now stands at a checkpoint, running. */
    public void moveTo(Checkpoint checkpoint) {
        state(checkpoint, Optional.empty());
    }

    /** Notes that the dump of a checkpoint has stopped the container. */
    public void stoppedBy(Checkpoint checkpoint) {
        state(checkpoint, Optional.of(checkpoint.id()));
    }

    private void state(Checkpoint checkpoint, Optional<CheckpointId> stoppedBy) {
        var folder = folder(checkpoint.timeline());
        if (!Files.isDirectory(folder.path())) {
            return; // a container without a timeline of its own: a checkpoint was restored into it
        }
        try (var _ = folder.lock()) {
            var name = folder.read().map(Timeline::name).orElse("");
            folder.write(new TimelineFolder.State(name, Optional.of(checkpoint.id()), stoppedBy));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * The image files of a checkpoint that the store keeps, to be read; empty when they lie elsewhere.
     *
     * @throws Problem when what the store knows of them is damaged
     */
    public Optional<Images> images(Checkpoint checkpoint) {
        if (checkpoint.images().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(files(checkpoint).images());
    }

    /**
     * CRIU's log and statistics; empty where the user wanted them elsewhere.
     *
     * @throws Problem when what the store knows of them is damaged
     */
    public Optional<Images> work(Checkpoint checkpoint) {
        return files(checkpoint).work();
    }

    /** One file of a checkpoint, such as {@code work/dump.log}; empty when it has none of this name. */
    public Optional<byte[]> read(Checkpoint checkpoint, String path) {
        try {
            return files(checkpoint).read(path);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The archive of the container's filesystem changes, to be read; empty when the checkpoint has none. */
    public Optional<SeekableByteChannel> filesystem(Checkpoint checkpoint) {
        return open(checkpoint, FILESYSTEM);
    }

    /** The archive of one of its volumes, to be read; {@code number} from 0 on, as the checkpoint counts them. */
    public SeekableByteChannel volume(Checkpoint checkpoint, int number) {
        return open(checkpoint, VOLUMES + "/" + volume(number)).orElseThrow();
    }

    private Optional<SeekableByteChannel> open(Checkpoint checkpoint, String path) {
        try {
            return files(checkpoint).open(path);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private CheckpointFiles files(Checkpoint checkpoint) {
        var folder = folder(checkpoint.timeline()).checkpoint(checkpoint.id());
        return isOfVersion1(folder)
                ? new CheckpointFiles.InFolder(folder)
                : new CheckpointFiles.InPacks(pages, contents(checkpoint), checkpoint.reference());
    }

    /** The files of a checkpoint in a folder: unpacked, if they are not. */
    public Kept unpack(Checkpoint checkpoint) {
        var folder = folder(checkpoint.timeline()).checkpoint(checkpoint.id());
        if (isOfVersion1(folder)) {
            return new Kept(folder, () -> {});
        }
        try {
            var lease = unpacked.take(checkpoint.id(), contents(checkpoint));
            shrink(checkpoint.id());
            return new Kept(lease.path(), lease);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    static boolean isOfVersion1(Path folder) {
        return Manifest.isOfVersion1(folder.resolve(Manifest.NAME));
    }

    Contents contents(Checkpoint checkpoint) {
        try {
            return Contents.read(
                    folder(checkpoint.timeline()).checkpoint(checkpoint.id()).resolve(Contents.NAME));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The attempts on a container that failed. */
    public Attempts attempts(TimelineKey key) {
        return new Attempts(disk, folder(key).attempts());
    }

    /** The attempts that failed on any container, the newest first. */
    public List<Attempt> attempts() {
        try {
            return folders()
                    .flatMap(folder -> new Attempts(disk, folder.attempts()).all().stream())
                    .sorted(Comparator.comparing(Attempt::when).reversed())
                    .toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The folder in which the files are kept that the last rewind of a container took away; made by this. */
    public Path abandoned(TimelineKey key) {
        try {
            var folder = folder(key);
            disk.createFolder(folder.path());
            disk.createFolder(folder.abandoned());
            return folder.abandoned();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The description of a checkpoint's container, as its engine gave it; empty where an older store has none. */
    public Optional<String> description(Checkpoint checkpoint) {
        return read(checkpoint, DESCRIPTION).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The containers of an engine that are to be gone with the process that made them. */
    public Throwaways throwaways(String engine) {
        return new Throwaways(disk, root.resolve("throwaways").resolve(engine));
    }

    TimelineFolder folder(TimelineKey key) {
        return new TimelineFolder(
                disk, root.resolve("timelines").resolve(key.engine()).resolve(key.container().text()));
    }

    /** The folders of all timelines. */
    Stream<TimelineFolder> folders() throws IOException {
        try (var engines = Files.list(root.resolve("timelines"))) {
            return engines.flatMap(Store::list).map(path -> new TimelineFolder(disk, path)).toList().stream();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Stream<Path> list(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one writer's lock: waits for it, and keeps it until it is closed. */
    FileChannel write() throws IOException {
        return FileLocks.hold(root.resolve(".writer"));
    }

    Disk disk() {
        return disk;
    }

    PageStore pages() {
        return pages;
    }

    Unpacked unpacked() {
        return unpacked;
    }

    /** Bytes of all files below a folder. */
    public static Size sizeOf(Path folder) {
        try (var files = Files.walk(folder)) {
            return new Size(files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum());
        } catch (IOException | UncheckedIOException e) {
            throw failed(e);
        }
    }

    static Problem failed(Exception e) {
        var cause = e instanceof UncheckedIOException wrapped ? wrapped.getCause() : e;
        return Problem.failed("the store failed").evidence(String.valueOf(cause)).cause(e);
    }
}
