package dev.cryo.store.pages;

import dev.cryo.store.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes room: finds packs of which little is used, and writes what is used of them anew. Pages keep their numbers. A page
 * that stands in two packs (a collection was cut short) counts in the first only.
 */
final class Collection {

    /** Small packs are brought together when there are so many. */
    private static final int MANY = 64;

    private static final long SMALL = 4L << 20;

    private final PageStore store;
    private final Disk disk;
    private final Path folder;
    private final BitSet used;
    private final int level;
    private final int least;
    private long written;

    /** @param least percent of a pack's pages that must be used for it to stay as it is */
    Collection(PageStore store, Disk disk, Path folder, BitSet used, int level, int least) {
        this.store = store;
        this.disk = disk;
        this.folder = folder;
        this.used = used;
        this.level = level;
        this.least = least;
    }

    /**
     * Writes the new packs, durable.
     *
     * @return the packs that nobody needs any more
     */
    List<Pack> rewrite() throws IOException {
        var doomed = new ArrayList<Pack>();
        var rewritten = new ArrayList<Pack>();
        var small = new ArrayList<Pack>();
        var seen = new BitSet();
        for (var pack : store.packs().packs()) {
            if (!pack.isReadable()) {
                continue; // nobody can tell what is in it
            }
            var table = pack.table();
            int live = 0;
            for (int page = 0; page < table.pages(); page++) {
                int number = Math.toIntExact(table.number(page));
                if (used.get(number) && !seen.get(number)) {
                    seen.set(number);
                    live++;
                }
            }
            if (live == 0) {
                doomed.add(pack);
            } else if (100L * live < (long) least * table.pages()) {
                rewritten.add(pack);
            } else if (pack.bytesOnDisk() < SMALL) {
                small.add(pack);
            }
        }
        if (small.size() >= MANY) {
            rewritten.addAll(small);
        }
        doomed.addAll(copy(rewritten));
        return doomed;
    }

    /** Copies what is used of these packs, and gives back those that were whole. */
    private Set<Pack> copy(List<Pack> packs) throws IOException {
        var sources = new TreeMap<Long, PackSet.Place>();
        for (var pack : packs) {
            var table = pack.table();
            for (int page = 0; page < table.pages(); page++) {
                if (used.get(Math.toIntExact(table.number(page)))) {
                    sources.putIfAbsent(table.number(page), new PackSet.Place(pack, table, page));
                }
            }
        }
        var whole = new HashSet<>(packs);
        try (var files = new PackFiles();
                var blocks = new Blocks(files);
                var target = new PackWriter.Series(disk, folder, level)) {
            for (var source : sources.entrySet()) {
                var place = source.getValue();
                var block = blocks.read(place.pack(), place.table(), place.table().blockOf(place.page()));
                if (!block.holds(place.page()) || !Inspection.hasItsHash(block, place.page())) {
                    whole.remove(place.pack()); // what can be read of it is kept twice, what cannot stays in sight
                    continue;
                }
                target.current().add(source.getKey(), block.page(place.page()), place.table().hash(place.page()));
            }
            target.finish();
            written = target.written();
        }
        return whole;
    }

    /** Bytes of the new packs. */
    long written() {
        return written;
    }
}
