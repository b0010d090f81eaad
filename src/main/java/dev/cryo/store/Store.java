package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.CheckpointRef.Which;
import dev.cryo.verb.Label;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The keeper of checkpoints: a folder that only its owner may enter. A checkpoint is there whole, or not at all; one
 * process writes a timeline at a time, any number read. The layout stands in docs/STORE.md.
 */
public final class Store {

    static final String IMAGES = "images";
    static final String WORK = "work";
    static final String FILESYSTEM = "filesystem.tar";
    private static final String FORMAT_FILE = "cryo-store";
    private static final String FORMAT = "1";
    /** In an image directory outside the store: what it is. */
    public static final String ELSEWHERE = "cryo.json";
    private static final String STATE = "timeline.json";

    private final Path root;
    private final SecureRandom random = new SecureRandom();

    private Store(Path root) {
        this.root = root;
    }

    /**
     * The store in {@code root}, made when the folder is missing or empty.
     *
     * @throws Problem when the folder holds something else, or a store of a later version
     */
    public static Store at(Path root) {
        try {
            var privately = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            var format = root.resolve(FORMAT_FILE);
            if (!Files.exists(format)) {
                Files.createDirectories(root, privately);
                refuseForeign(root);
                Files.createDirectories(root.resolve("timelines"), privately);
                Durable.write(format, (FORMAT + "\n").getBytes(StandardCharsets.UTF_8));
            }
            var version = Files.readString(format).strip();
            if (!version.equals(FORMAT)) {
                throw Problem.failed("the store is of another version")
                        .evidence(root + ": version '" + version + "', known is " + FORMAT)
                        .remedy("use the Cryo that made it, or another folder with --store");
            }
            return new Store(root.toRealPath());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void refuseForeign(Path root) throws IOException {
        try (var entries = Files.list(root)) {
            var foreign = entries.map(p -> p.getFileName().toString())
                    .filter(n -> !n.equals("timelines") && !n.startsWith("." + FORMAT_FILE))
                    .findFirst();
            if (foreign.isPresent()) {
                throw Problem.failed("the folder is no store of Cryo's")
                        .evidence(root + " holds '" + foreign.get() + "' and no file '" + FORMAT_FILE + "'")
                        .remedy("name an empty folder, or one that is not there yet, with --store");
            }
        }
    }

    public Path root() {
        return root;
    }

    /** Every timeline, the one with the newest checkpoint first. */
    public List<Timeline> timelines() {
        try (var engines = Files.list(root.resolve("timelines"))) {
            return engines.flatMap(Store::list)
                    .map(Store::read)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(
                                    (Timeline t) -> t.newest().map(Checkpoint::taken).orElse(Instant.EPOCH))
                            .reversed())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw failed(e);
        }
    }

    /** The timeline of one container; empty when it has no checkpoint yet. */
    public Optional<Timeline> timeline(TimelineKey key) {
        return read(folder(key));
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
        return new Timeline(all.getFirst().timeline(), "the store", all, Optional.empty(), Optional.empty());
    }

    /** Begins a checkpoint; what dead processes left behind on this timeline is cleared away first. */
    public Draft begin(TimelineKey key, Optional<Label> label) {
        try {
            var folder = Files.createDirectories(folder(key));
            label.ifPresent(wanted -> timeline(key).flatMap(t -> t.byLabel(wanted)).ifPresent(Store::labelTaken));
            try (var _ = lock(folder)) {
                for (var draft : drafts(folder)) {
                    Draft.clearIfAbandoned(draft);
                }
                return Draft.in(this, key, CheckpointId.random(random), folder);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void labelTaken(Checkpoint holder) {
        throw Problem.failed("the label '" + holder.label().map(Label::text).orElse("") + "' is taken")
                .evidence("checkpoint " + holder.number() + " of '" + holder.containerName() + "' has it")
                .remedy("choose another label");
    }

    Checkpoint commit(Draft draft, Checkpoint facts) {
        var folder = folder(draft.key());
        try (var _ = lock(folder)) {
            var before = read(folder);
            facts.label().ifPresent(wanted -> before.flatMap(t -> t.byLabel(wanted)).ifPresent(Store::labelTaken));
            int number = before.flatMap(Timeline::newest).map(Checkpoint::number).orElse(0) + 1;
            var numbered = renumber(facts, number);
            Files.write(draft.folder().resolve(Manifest.NAME), Manifest.write(numbered));
            Durable.syncTree(draft.folder());
            draft.release();
            Durable.rename(draft.folder(), folder.resolve(facts.id().text()));
            writeState(folder, facts.containerName(), Optional.of(facts.id()), Optional.empty());
            return numbered;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static Checkpoint renumber(Checkpoint c, int number) {
        return new Checkpoint(
                c.id(), c.timeline(), number, c.label(), c.parent(), c.containerName(), c.image(), c.imageId(),
                c.command(), c.taken(), c.leftRunning(), c.run(), c.freeze(), c.memory(), c.size(), c.logOffset(),
                c.images(), c.filesystem(), c.mounts(), c.options());
    }

    /**
     * Makes an image directory outside the store durable, and leaves word in it of what it was taken from
     * ({@code cryo.json}), so that it can be compared with a container before it is restored into that.
     */
    public void settleElsewhere(Path images, Checkpoint checkpoint) {
        try {
            Files.write(images.resolve(ELSEWHERE), Manifest.write(checkpoint));
            Durable.syncTree(images);
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
        state(checkpoint.timeline(), _ -> Optional.of(checkpoint.id()), Optional.empty());
    }

    /** Notes that the dump of a checkpoint has stopped the container. */
    public void stoppedBy(Checkpoint checkpoint) {
        state(checkpoint.timeline(), _ -> Optional.of(checkpoint.id()), Optional.of(checkpoint.id()));
    }

    private void state(
            TimelineKey key, UnaryOperator<Optional<CheckpointId>> position, Optional<CheckpointId> stoppedBy) {
        var folder = folder(key);
        if (!Files.isDirectory(folder)) {
            return; // a container without a timeline of its own: a checkpoint was restored into it
        }
        try (var _ = lock(folder)) {
            var before = read(folder);
            writeState(
                    folder,
                    before.map(Timeline::name).orElse(""),
                    position.apply(before.flatMap(Timeline::position)),
                    stoppedBy);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void writeState(
            Path folder, String name, Optional<CheckpointId> position, Optional<CheckpointId> stoppedBy)
            throws IOException {
        var node = Manifest.object().put("name", name);
        position.ifPresent(id -> node.put("position", id.text()));
        stoppedBy.ifPresent(id -> node.put("stoppedBy", id.text()));
        Durable.write(folder.resolve(STATE), Manifest.bytes(node));
    }

    /** The image directory of a checkpoint that the store keeps; empty when it lies elsewhere. */
    public Optional<Path> images(Checkpoint checkpoint) {
        return checkpoint.images().isPresent()
                ? Optional.empty()
                : Optional.of(folder(checkpoint.timeline())
                        .resolve(checkpoint.id().text())
                        .resolve(IMAGES));
    }

    /** CRIU's work directory of a checkpoint: its log and statistics. */
    public Path work(Checkpoint checkpoint) {
        return folder(checkpoint.timeline()).resolve(checkpoint.id().text()).resolve(WORK);
    }

    /** The archive of the container's filesystem changes. */
    public Optional<Path> filesystem(Checkpoint checkpoint) {
        return checkpoint.filesystem()
                ? Optional.of(folder(checkpoint.timeline())
                        .resolve(checkpoint.id().text())
                        .resolve(FILESYSTEM))
                : Optional.empty();
    }

    /** The attempts on a container that failed. */
    public Attempts attempts(TimelineKey key) {
        return new Attempts(folder(key).resolve("attempts"));
    }

    /** The attempts that failed on any container, the newest first. */
    public List<Attempt> attempts() {
        try (var engines = Files.list(root.resolve("timelines"))) {
            return engines.flatMap(Store::list)
                    .flatMap(timeline -> new Attempts(timeline.resolve("attempts")).all().stream())
                    .sorted(Comparator.comparing(Attempt::when).reversed())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw failed(e);
        }
    }

    /** Where the files are kept that the last rewind of a container took away. */
    public Path abandoned(TimelineKey key) {
        try {
            return Files.createDirectories(folder(key)).resolve("abandoned.tar");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Path folder(TimelineKey key) {
        return root.resolve("timelines").resolve(key.engine()).resolve(key.container().text());
    }

    private static Optional<Timeline> read(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (var entries = Files.list(folder)) {
            var checkpoints = entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .map(entry -> entry.resolve(Manifest.NAME))
                    .filter(Files::exists)
                    .map(Manifest::read)
                    .sorted(Comparator.comparingInt(Checkpoint::number))
                    .toList();
            if (checkpoints.isEmpty()) {
                return Optional.empty();
            }
            var state = folder.resolve(STATE);
            var json = Files.exists(state) ? Manifest.readJson(state) : Manifest.object();
            return Optional.of(new Timeline(
                    checkpoints.getFirst().timeline(),
                    checkpoints.getLast().containerName(),
                    checkpoints,
                    Manifest.text(json, "position").map(CheckpointId::new),
                    Manifest.text(json, "stoppedBy").map(CheckpointId::new)));
        } catch (IOException | UncheckedIOException e) {
            throw failed(e);
        }
    }

    private static List<Path> drafts(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(e -> e.getFileName().toString().startsWith(Draft.PREFIX)).toList();
        }
    }

    private static Stream<Path> list(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        var channel = FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        while (true) {
            try {
                channel.lock(); // let go when the channel is closed
                return channel;
            } catch (OverlappingFileLockException e) {
                // Another thread of this process has it: such locks belong to processes, and do not wait for threads.
                LockSupport.parkNanos(5_000_000);
            }
        }
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
