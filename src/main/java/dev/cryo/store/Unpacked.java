package dev.cryo.store;

import dev.cryo.store.Contents.StoredFile;
import dev.cryo.store.disk.Disk;
import dev.cryo.store.pages.PageStore;
import dev.cryo.verb.CheckpointId;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Checkpoints as CRIU and tar wrote them, for the next restore and for the next checkpoint to compare with. All of it is
 * dispensable, none of it is waited for: after a crash of the machine it is void ({@link Whole}).
 */
final class Unpacked {

    static final String NAME = "unpacked";
    private static final String LEASE = ".lease";

    private final Disk disk;
    private final Path folder;
    private final PageStore pages;
    /** What this process uses now, and how many times: locks of files belong to processes. */
    private final Map<CheckpointId, Lease> leased = new HashMap<>();
    /** What this process has written or checked: sizes and times of the files then. */
    private final Map<CheckpointId, String> sound = new ConcurrentHashMap<>();

    Unpacked(Disk disk, Path folder, PageStore pages) {
        this.disk = disk;
        this.folder = folder;
        this.pages = pages;
    }

    /** A checkpoint that stays unpacked until this is closed. */
    final class Lease implements Closeable {

        private final CheckpointId id;
        private final Optional<FileChannel> lock;
        private int users = 1;

        private Lease(CheckpointId id, Optional<FileChannel> lock) {
            this.id = id;
            this.lock = lock;
        }

        Path path() {
            return folder.resolve(id.text());
        }

        @Override
        public void close() throws IOException {
            synchronized (leased) {
                if (--users == 0) {
                    leased.remove(id);
                    if (lock.isPresent()) {
                        lock.get().close();
                    }
                }
            }
        }
    }

    /** The checkpoint, if it lies unpacked; its files are not looked at. */
    Optional<Lease> find(CheckpointId id) throws IOException {
        synchronized (leased) {
            var held = leased.get(id);
            if (held != null) {
                held.users++;
                return Optional.of(held);
            }
            var place = folder.resolve(id.text());
            if (!Whole.isOfThisBoot(place)) {
                return Optional.empty();
            }
            try {
                var channel = FileChannel.open(
                        place.resolve(LEASE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                var lock = share(channel);
                if (!Whole.isOfThisBoot(place)) {
                    channel.close(); // it was removed before the lock was taken
                    return Optional.empty();
                }
                var lease = new Lease(id, lock);
                leased.put(id, lease);
                return Optional.of(lease);
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }

    private static Optional<FileChannel> share(FileChannel channel) throws IOException {
        try {
            channel.lock(0, Long.MAX_VALUE, true);
            return Optional.of(channel);
        } catch (OverlappingFileLockException e) {
            channel.close(); // another store of this process shares it already
            return Optional.empty();
        }
    }

    /** The checkpoint, unpacked if it is not or its files are not what they were. */
    Lease take(CheckpointId id, Contents contents) throws IOException {
        var found = find(id);
        if (found.isPresent() && holds(found.get())) {
            return found.get();
        }
        if (found.isPresent()) {
            found.get().close();
        }
        if (!remove(id)) {
            throw new IOException("the unpacked files of " + id + " are damaged, and somebody uses them");
        }
        clearAbandoned();
        disk.createFolder(folder);
        try (var making = OwnedFolder.make(disk, folder.resolve(Draft.PREFIX + id))) {
            var sums = new ArrayList<Whole.FileSums>();
            try (var writing = new Unpacking(pages)) {
                for (var file : contents.files()) {
                    sums.add(new Whole.FileSums(file.path(), writing.write(file, target(making.path(), file))));
                }
            }
            adopt(making, id, sums);
        }
        return find(id).orElseThrow(() -> new IOException("what was just unpacked is gone: " + id));
    }

    /** Sums are compared once a process, for as long as nobody touches the files. */
    private boolean holds(Lease lease) throws IOException {
        var stamp = Whole.stamp(lease.path());
        if (stamp.equals(sound.get(lease.id))) {
            return true;
        }
        boolean holds = Whole.holds(lease.path());
        if (holds) {
            sound.put(lease.id, stamp);
        }
        return holds;
    }

    private static Path target(Path folder, StoredFile file) throws IOException {
        var target = folder.resolve(file.path()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("a file of the checkpoint would lie outside of it: " + file.path());
        }
        return target;
    }

    /** Takes in a folder that holds the files of a checkpoint. */
    void adopt(OwnedFolder made, CheckpointId id, List<Whole.FileSums> sums) throws IOException {
        disk.createFolder(folder);
        Whole.write(made.path(), sums);
        var place = folder.resolve(id.text());
        if (Files.exists(place)) {
            made.close(); // another process was quicker
        } else {
            made.release(place);
            sound.put(id, Whole.stamp(place));
        }
    }

    /** Takes a checkpoint away, unless somebody uses it. */
    boolean remove(CheckpointId id) throws IOException {
        var place = folder.resolve(id.text());
        synchronized (leased) {
            if (leased.containsKey(id)) {
                return false;
            }
            try (var channel = FileChannel.open(
                    place.resolve(LEASE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    return false;
                }
                var gone = folder.resolve(Store.GONE + id);
                disk.removeTree(gone);
                disk.rename(place, gone);
                disk.removeTree(gone);
                return true;
            } catch (OverlappingFileLockException e) {
                return false;
            } catch (NoSuchFileException e) {
                return true;
            }
        }
    }

    private record Room(CheckpointId id, long bytes, long used) {}

    /** Takes the longest unused away until the rest fits. */
    void shrinkTo(long bytes, CheckpointId except) throws IOException {
        var rooms = new ArrayList<Room>();
        for (var id : ids()) {
            var place = folder.resolve(id.text());
            rooms.add(new Room(id, bytes(id), lastUse(place)));
        }
        long total = rooms.stream().mapToLong(Room::bytes).sum();
        rooms.sort(Comparator.comparingLong(Room::used));
        for (var room : rooms) {
            if (total > bytes && !room.id().equals(except) && remove(room.id())) {
                total -= room.bytes();
            }
        }
    }

    /** How much a checkpoint takes; nothing, if it does not lie here or is taken away at this moment. */
    long bytes(CheckpointId id) throws IOException {
        try (var files = Files.walk(folder.resolve(id.text()))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return 0;
            }
            throw e.getCause();
        }
    }

    private static long lastUse(Path place) {
        return Math.max(
                place.resolve(LEASE).toFile().lastModified(),
                place.resolve(Whole.NAME).toFile().lastModified());
    }

    /** What lies unpacked. */
    List<CheckpointId> ids() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .map(CheckpointId::new)
                    .toList();
        }
    }

    /**
     * Drops what is void: of an older boot, of a checkpoint that is gone, or with files that are not what they were.
     * What is in use stays.
     *
     * @param wanted whether a checkpoint is still there
     */
    List<CheckpointId> dropVoid(Predicate<CheckpointId> wanted) throws IOException {
        var dropped = new ArrayList<CheckpointId>();
        for (var id : ids()) {
            if (!(wanted.test(id) && Whole.isOfThisBoot(path(id)) && Whole.holds(path(id))) && remove(id)) {
                dropped.add(id);
            }
        }
        return dropped;
    }

    /** Where a checkpoint lies, if it is unpacked. */
    Path path(CheckpointId id) {
        return folder.resolve(id.text());
    }

    /** Clears away what dead processes left half unpacked or half removed. */
    void clearAbandoned() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var entries = Files.list(folder)) {
            for (var entry : entries.filter(e -> e.getFileName().toString().startsWith(".")).toList()) {
                OwnedFolder.clearIfAbandoned(disk, entry);
            }
        }
    }
}
