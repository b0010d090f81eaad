package dev.cryo.store.pages;

import dev.cryo.store.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Pages of up to 4096 bytes, each kept once and known by a number. Any number of readers; whoever writes holds the
 * store's lock.
 */
public final class PageStore {

    /** The number of the page of zeros, which takes no room. */
    public static final long ZEROS = 0;

    /** The longest page. */
    public static final int PAGE = PackWriter.PAGE;

    private static final String NEXT = "next";

    private final Disk disk;
    private final Path folder;
    private volatile PackSet packs = PackSet.NONE;
    private PackSet hashed = PackSet.NONE;
    private KnownPages known = new KnownPages();
    private final Distrusted distrusted;
    /** As it was known when a writer began; nothing is set in it any more. */
    private volatile BitSet damaged = new BitSet();

    public PageStore(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        this.distrusted = new Distrusted(disk, folder);
    }

    /** Reads pages; for one thread. */
    public PageReader reader() {
        return new PageReader(this);
    }

    /**
     * Adds pages. Their numbers are taken for good only when it is finished.
     *
     * @param level of zstd
     */
    public PageWriter writer(int level) throws IOException {
        clearUnfinished();
        refresh();
        for (var pack : packs.newerThan(hashed)) {
            if (!pack.isReadable()) {
                continue; // what it held is written anew
            }
            var table = pack.table();
            for (int page = 0; page < table.pages(); page++) {
                known.add(table.hashStart(page), table.number(page));
            }
        }
        hashed = packs;
        damaged = distrusted.read();
        return new PageWriter(this, new PackWriter.Series(disk, folder, level), next());
    }

    /** The packs as they were last seen. */
    PackSet packs() {
        return packs;
    }

    /** Looks which packs there are now. */
    PackSet refresh() throws IOException {
        var now = PackSet.in(folder, packs);
        packs = now;
        return now;
    }

    KnownPages known() {
        return known;
    }

    /** Whether a page that is packed has this hash. */
    boolean hasHash(long number, byte[] hash) {
        try {
            var place = trusts(number) ? packs.find(number) : Optional.<PackSet.Place>empty();
            return place.isPresent() && place.get().table().hasHash(place.get().page(), hash);
        } catch (IOException e) {
            return false; // a page that cannot be looked up is written anew
        }
    }

    /** Whether nothing is known against a page: one that was found damaged is written anew where it is wanted again. */
    boolean trusts(long number) {
        return !damaged.get(Math.toIntExact(number));
    }

    /**
     * Which pages are known to be damaged or missing, after a check: what it found so, and what it did not look at. For
     * anybody; it is to be kept by {@link #distrust}.
     *
     * @param used pages that were looked for
     * @return empty when that is what is known already
     */
    public Optional<BitSet> damagedAfter(Inspection inspection, BitSet used) throws IOException {
        var now = distrusted.read();
        now.or(inspection.lost());
        now.or(used);
        now.andNot(inspection.whole());
        now.clear(Math.toIntExact(ZEROS));
        return distrusted.isSettled(now) ? Optional.empty() : Optional.of(now);
    }

    /** Keeps which pages are damaged, so that no later checkpoint shares them; for the one writer. */
    public void distrust(BitSet numbers) throws IOException {
        distrusted.settle(numbers);
    }

    /** Notes that a page could not be read; for anybody. */
    void suspect(long number) {
        distrusted.suspect(number);
    }

    /** Clears away what a writer that died left behind. */
    private void clearUnfinished() throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.filter(this::isUnfinished).toList()) {
                keepNumbers(file);
                disk.delete(file);
            }
        }
    }

    /** A table alone may be all that is left of a pack that somebody lost: contents that name its pages must find none. */
    private void keepNumbers(Path left) throws IOException {
        var pack = Pack.ofTable(folder, left.getFileName().toString());
        if (pack.isPresent() && pack.get().last() >= kept()) {
            disk.write(folder.resolve(NEXT), number(pack.get().last() + 1));
        }
    }

    private boolean isUnfinished(Path file) {
        var name = file.getFileName().toString();
        return name.startsWith(".")
                || Pack.ofTable(folder, name).filter(pack -> !Files.exists(pack.file())).isPresent();
    }

    private long next() throws IOException {
        return Math.max(packs.last() + 1, kept());
    }

    private long kept() throws IOException {
        try {
            return Long.parseLong(Files.readString(folder.resolve(NEXT), StandardCharsets.US_ASCII).strip());
        } catch (NoSuchFileException e) {
            return 1;
        } catch (NumberFormatException e) {
            return 1; // damaged: then the packs alone say it
        }
    }

    /**
     * What dropping unused pages came to.
     *
     * @param dropped bytes of packs that are gone
     * @param rewritten bytes of packs that took the place of some of them
     */
    public record Freed(long dropped, long rewritten) {}

    /**
     * Drops the pages that nobody uses. Packs of which too little is used are rewritten; damaged pages stay where they
     * are.
     *
     * @param used page numbers
     * @param least percent of a pack's pages that must be used for it to stay as it is
     */
    public Freed keepOnly(BitSet used, int level, int least) throws IOException {
        clearUnfinished();
        refresh();
        long next = next();
        var collection = new Collection(this, disk, folder, used, level, least);
        var doomed = collection.rewrite();
        if (!doomed.isEmpty()) {
            disk.write(folder.resolve(NEXT), number(next));
        }
        long dropped = 0;
        for (var pack : doomed) {
            dropped += pack.bytesOnDisk();
            disk.delete(pack.file());
            if (Files.exists(pack.tableFile())) {
                disk.delete(pack.tableFile());
            }
        }
        disk.force(folder);
        refresh();
        hashed = PackSet.NONE;
        known = new KnownPages();
        return new Freed(dropped, collection.written());
    }

    /**
     * What pages take.
     *
     * @param bytes before they were packed
     * @param onDisk their share of their blocks, and of the tables
     */
    public record Extent(long pages, long bytes, long onDisk) {}

    /** What all pages take. */
    public Extent extent() throws IOException {
        return extentWithout(new BitSet());
    }

    /** What all pages take but these. */
    public Extent extentWithout(BitSet some) throws IOException {
        refresh();
        var others = new BitSet();
        others.set(1, Math.toIntExact(packs.last() + 1));
        others.andNot(some);
        return extent(others);
    }

    /** What these pages take. */
    public Extent extent(BitSet wanted) throws IOException {
        var counting = new Counting(wanted);
        for (var pack : refresh().packs()) {
            if (pack.isReadable()) {
                counting.add(pack.table());
            }
        }
        return counting.extent();
    }

    /** Checks every pack. */
    public Inspection inspect(Inspection.Progress progress) throws IOException {
        refresh();
        return Inspection.of(this, Optional.empty(), progress);
    }

    /** Checks the blocks that hold these pages, and all tables. */
    public Inspection inspect(BitSet wanted, Inspection.Progress progress) throws IOException {
        refresh();
        return Inspection.of(this, Optional.of(wanted), progress);
    }

    /** Bytes of a page, by its table; empty when no pack has it. */
    public Optional<Integer> lengthOf(long number) throws IOException {
        return packs.find(number).map(place -> place.table().length(place.page()));
    }

    /**
     * Writes damaged or missing copies of tables anew from the other one. A pack without any is set aside, for nobody
     * can tell what is in it, and every writer would stumble over it. For the one writer.
     *
     * @return what was done, in words
     */
    public List<String> mend() throws IOException {
        var done = new ArrayList<String>();
        clearUnfinished();
        refresh();
        long next = next();
        var mending = new PackMending(disk, folder);
        for (var pack : packs.packs()) {
            if (!pack.isReadable()) {
                // Numbers are never given again, even if those of the lost pack were the last ones.
                disk.write(folder.resolve(NEXT), number(next));
            }
            done.addAll(mending.mend(pack));
        }
        disk.force(folder);
        refresh();
        return done;
    }

    private static byte[] number(long next) {
        return (next + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
