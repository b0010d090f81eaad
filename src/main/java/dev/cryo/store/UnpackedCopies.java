package dev.cryo.store;

import dev.cryo.store.disk.Disk;
import dev.cryo.store.pages.PageStore;
import dev.cryo.verb.CheckpointId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that lies unpacked: in the store's own folder, where a checkpoint is unpacked when it is made, and in one that is
 * memory, where the user named one. What has to be unpacked later goes into the latter as long as there is room.
 */
final class UnpackedCopies {

    private final Disk disk;
    private final Path store;
    private final Unpacked onDisk;
    private final Optional<MemoryFolder> memory;
    private final Optional<Unpacked> inMemory;

    /**
     * @param store its folder, with the settings
     * @throws dev.cryo.verb.Problem when the settings name a folder that will not do
     */
    UnpackedCopies(Disk disk, Path store, PageStore pages) throws IOException {
        this.disk = disk;
        this.store = store;
        this.onDisk = new Unpacked(disk, store.resolve(Unpacked.NAME), pages);
        this.memory = MemoryFolder.of(store);
        this.inMemory = memory.map(folder -> new Unpacked(disk, folder.path(), pages));
    }

    /** The one in memory first, where there is one. */
    private List<Unpacked> places() throws IOException {
        if (memory.isPresent()) {
            memory.get().make(disk, store);
        }
        return inMemory.map(place -> List.of(place, onDisk)).orElse(List.of(onDisk));
    }

    /** The checkpoint, if it lies unpacked; its files are not looked at. */
    Optional<Unpacked.Lease> find(CheckpointId id) throws IOException {
        for (var place : places()) {
            var found = place.find(id);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * The checkpoint, unpacked if it is not or its files are not what they were. One at a time: what was just unpacked, and is
     * not leased yet, would be taken away for another.
     */
    synchronized Unpacked.Lease take(CheckpointId id, Contents contents) throws IOException {
        var place = placeFor(id, contents.bytes());
        try {
            return place.take(id, contents);
        } catch (IOException e) {
            if (place == onDisk) {
                throw e;
            }
            return onDisk.take(id, contents); // somebody else has filled the memory meanwhile
        }
    }

    private Unpacked placeFor(CheckpointId id, long bytes) throws IOException {
        var place = places().getFirst();
        if (memory.isEmpty() || Files.exists(onDisk.path(id))) {
            return onDisk;
        }
        if (Files.exists(place.path(id))) {
            return place;
        }
        if (bytes <= memory.get().budget()) {
            place.clearAbandoned();
            place.shrinkTo(memory.get().budget() - bytes, id);
            if (memory.get().hasRoomFor(bytes)) {
                return place;
            }
        }
        return onDisk;
    }

    /** Takes in a folder of the store that holds the files of a checkpoint. */
    void adopt(OwnedFolder made, CheckpointId id, List<Whole.FileSums> sums) throws IOException {
        onDisk.adopt(made, id, sums);
    }

    /** Takes a checkpoint away, unless somebody uses it. */
    boolean remove(CheckpointId id) throws IOException {
        boolean gone = true;
        for (var place : places()) {
            gone &= place.remove(id);
        }
        return gone;
    }

    /** Takes the longest unused away until the rest fits the settings. */
    synchronized void shrink(CheckpointId except) throws IOException {
        onDisk.shrinkTo(Settings.in(store).unpackedBytes(), except);
        if (memory.isPresent()) {
            places().getFirst().shrinkTo(memory.get().budget(), except);
        }
    }

    /** What lies unpacked. */
    List<CheckpointId> ids() throws IOException {
        var ids = new ArrayList<CheckpointId>();
        for (var place : places()) {
            ids.addAll(place.ids());
        }
        return ids.stream().distinct().toList();
    }

    /** How much of a checkpoint lies unpacked, in bytes. */
    long bytes(CheckpointId id) throws IOException {
        long bytes = 0;
        for (var place : places()) {
            bytes += place.bytes(id);
        }
        return bytes;
    }

    /** Drops what is void, as {@link Unpacked#dropVoid}. */
    List<CheckpointId> dropVoid(Predicate<CheckpointId> wanted) throws IOException {
        var dropped = new ArrayList<CheckpointId>();
        for (var place : places()) {
            dropped.addAll(place.dropVoid(wanted));
        }
        return dropped;
    }

    /** Clears away what dead processes left half unpacked or half removed. */
    void clearAbandoned() throws IOException {
        for (var place : places()) {
            place.clearAbandoned();
        }
    }
}
