package dev.cryo.store.pages;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/**
 * Reads many pages, each block of a pack once: memory that changed little by little lies in the blocks of many packs, and
 * of most of them only some pages are wanted. For one thread.
 */
final class Gathering implements Closeable {

    /**
     * A key is the pack, the place of the page in its table, and which of the wanted pages it is: 16, 28 and 19 bits. A table
     * of the greatest length has fewer pages than that.
     */
    private static final int WANTED_BITS = 19;

    private static final int PAGE_BITS = 28;

    /** So many pages can be wanted at once, if each is in a pack of its own. */
    private static final int MOST = 1 << 16;

    /** So much of a pack is read at once, */
    private static final int SPAN = 256 << 10;

    /** and what lies between two wanted blocks is read with them, when it is no more than this: a call costs as much. */
    private static final int GAP = 4 << 10;

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private ByteBuffer packed = ByteBuffer.allocateDirect(SPAN);
    private ByteBuffer plain = ByteBuffer.allocateDirect(PackWriter.PAGE);

    /** A pack that some of the pages are in. */
    private record Source(Pack pack, PackTable table) {}

    /** Where the wanted pages lie, in the order in which they lie there. */
    private static final class Keys {

        private final List<Source> sources;
        private final long[] sorted;

        Keys(List<Source> sources, long[] sorted) {
            this.sources = sources;
            this.sorted = sorted;
        }

        int size() {
            return sorted.length;
        }

        int pack(int i) {
            return (int) (sorted[i] >>> (WANTED_BITS + PAGE_BITS));
        }

        Source source(int i) {
            return sources.get(pack(i));
        }

        int page(int i) {
            return (int) (sorted[i] >>> WANTED_BITS) & ((1 << PAGE_BITS) - 1);
        }

        int wanted(int i) {
            return (int) sorted[i] & ((1 << WANTED_BITS) - 1);
        }
    }

    /**
     * Puts the pages where they are wanted.
     *
     * @param packs as they were last seen
     * @param into a direct buffer; its position is of no account
     * @return which of the wanted pages could not be had this way: missing, damaged, or not of the length that is wanted
     */
    List<Integer> gather(WantedPages wanted, PackSet packs, PackFiles files, ByteBuffer into) throws IOException {
        if (wanted.size() > MOST) {
            throw new IllegalArgumentException(wanted.size() + " pages at once, " + MOST + " are the most");
        }
        var left = new ArrayList<Integer>();
        var keys = locate(wanted, packs, left);
        for (int i = 0; i < keys.size(); ) {
            var span = span(keys, i);
            read(span, files);
            for (var part : span.parts) {
                unpack(keys, part, span, wanted, into, left);
            }
            i = span.parts.getLast().to;
        }
        return left;
    }

    /** A block, and which of the keys are in it. */
    private record Part(PackTable.Block block, int from, int to) {}

    /** Blocks of one pack that lie so close that they are read at once. */
    private record Span(Source source, List<Part> parts) {

        long start() {
            return parts.getFirst().block.offset();
        }

        long end() {
            return end(parts.getLast().block);
        }

        static long end(PackTable.Block block) {
            return block.offset() + block.length();
        }

        boolean reaches(PackTable.Block block) {
            return block.offset() - end() <= GAP && end(block) - start() <= SPAN;
        }
    }

    private static Span span(Keys keys, int first) {
        var source = keys.source(first);
        var span = new Span(source, new ArrayList<>());
        for (int i = first; i < keys.size() && keys.pack(i) == keys.pack(first); ) {
            var block = source.table.block(source.table.blockOf(keys.page(i)));
            if (i > first && !span.reaches(block)) {
                break;
            }
            int to = i + 1;
            while (to < keys.size() && keys.pack(to) == keys.pack(i) && keys.page(to) < block.firstPage() + block.pages()) {
                to++;
            }
            span.parts.add(new Part(block, i, to));
            i = to;
        }
        return span;
    }

    private void read(Span span, PackFiles files) throws IOException {
        int length = (int) (span.end() - span.start());
        packed = room(packed, length).clear().limit(length);
        files.read(span.source.pack, span.start(), packed);
        packed.flip();
    }

    private static Keys locate(WantedPages wanted, PackSet packs, List<Integer> left) throws IOException {
        var sources = new ArrayList<Source>();
        var known = new HashMap<Pack, Integer>();
        var keys = new long[wanted.size()];
        int found = 0;
        PackTable table = null;
        long number = 0;
        int page = 0;
        int source = 0;
        for (int i = 0; i < keys.length; i++) {
            boolean next = table != null
                    && wanted.number(i) == number + 1
                    && page + 1 < table.pages()
                    && table.number(page + 1) == wanted.number(i);
            number = wanted.number(i);
            if (next) {
                page++;
            } else {
                var place = packs.find(number);
                if (place.isEmpty()) {
                    table = null;
                    left.add(i);
                    continue;
                }
                var at = place.get();
                table = at.table();
                page = at.page();
                source = known.computeIfAbsent(at.pack(), _ -> {
                    sources.add(new Source(at.pack(), at.table()));
                    return sources.size() - 1;
                });
            }
            keys[found++] = ((long) source << PAGE_BITS | page) << WANTED_BITS | i;
        }
        var sorted = Arrays.copyOf(keys, found);
        Arrays.sort(sorted);
        return new Keys(sources, sorted);
    }

    private void unpack(Keys keys, Part part, Span span, WantedPages wanted, ByteBuffer into, List<Integer> left) {
        var table = span.source.table;
        var block = part.block;
        int start = (int) (block.offset() - span.start());
        boolean whole = start + block.length() <= packed.limit()
                && Sum.crc32c(packed.slice(start, block.length())) == block.crc();
        int which = keys.wanted(part.from);
        if (whole && block.pages() == 1 && part.to == part.from + 1 && table.length(block.firstPage()) == wanted.length(which)) {
            if (!unpack(block, start, into, wanted.offset(which), wanted.length(which))) {
                left.add(which);
            }
            return;
        }
        int size = 0;
        for (int page = block.firstPage(); page < block.firstPage() + block.pages(); page++) {
            size += table.length(page);
        }
        plain = room(plain, size);
        if (whole && unpack(block, start, plain, 0, size)) {
            spread(keys, part, table, wanted, into, left);
        } else {
            // Each page has to prove itself.
            for (int i = part.from; i < part.to; i++) {
                left.add(keys.wanted(i));
            }
        }
    }

    /** Unpacks what must have this size; false where it has not. */
    private boolean unpack(PackTable.Block block, int start, ByteBuffer into, int offset, int size) {
        if (!block.compressed()) {
            if (block.length() == size) {
                into.put(offset, packed, start, size);
            }
            return block.length() == size;
        }
        try {
            return zstd.decompressDirectByteBuffer(into, offset, size, packed, start, block.length()) == size;
        } catch (ZstdException e) {
            return false;
        }
    }

    private static ByteBuffer room(ByteBuffer buffer, int size) {
        return buffer.capacity() >= size ? buffer : ByteBuffer.allocateDirect(size);
    }

    private void spread(
            Keys keys, Part part, PackTable table, WantedPages wanted, ByteBuffer into, List<Integer> left) {
        int page = part.block.firstPage();
        int start = 0;
        for (int i = part.from; i < part.to; i++) {
            for (; page < keys.page(i); page++) {
                start += table.length(page);
            }
            int which = keys.wanted(i);
            int length = wanted.length(which);
            if (table.length(page) == length) {
                into.put(wanted.offset(which), plain, start, length);
            } else {
                left.add(which);
            }
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
