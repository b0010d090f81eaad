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
import java.util.Optional;

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

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private ByteBuffer packed = ByteBuffer.allocateDirect(PackWriter.PAGES_IN_BLOCK * PackWriter.PAGE);
    private ByteBuffer plain = ByteBuffer.allocateDirect(PackWriter.PAGES_IN_BLOCK * PackWriter.PAGE);

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
            var source = keys.source(i);
            var block = source.table.block(source.table.blockOf(keys.page(i)));
            int end = i + 1;
            while (end < keys.size()
                    && keys.pack(end) == keys.pack(i)
                    && keys.page(end) < block.firstPage() + block.pages()) {
                end++;
            }
            var bytes = unpack(source, block, files);
            if (bytes.isPresent()) {
                spread(keys, i, end, source.table, block, bytes.get(), wanted, into, left);
            } else {
                for (int each = i; each < end; each++) {
                    left.add(keys.wanted(each));
                }
            }
            i = end;
        }
        return left;
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

    /** Empty when it is damaged: then each page has to prove itself. */
    private Optional<ByteBuffer> unpack(Source source, PackTable.Block block, PackFiles files) throws IOException {
        int size = 0;
        for (int i = 0; i < block.pages(); i++) {
            size += source.table.length(block.firstPage() + i);
        }
        packed = room(packed, block.length()).clear().limit(block.length());
        files.read(source.pack, block.offset(), packed);
        packed.flip();
        if (packed.remaining() != block.length() || Sum.crc32c(packed) != block.crc()) {
            return Optional.empty();
        }
        if (!block.compressed()) {
            return packed.remaining() == size ? Optional.of(packed) : Optional.empty();
        }
        plain = room(plain, size).clear();
        try {
            int length = zstd.decompressDirectByteBuffer(plain, 0, size, packed, 0, block.length());
            return length == size ? Optional.of(plain.limit(size)) : Optional.empty();
        } catch (ZstdException e) {
            return Optional.empty();
        }
    }

    private static ByteBuffer room(ByteBuffer buffer, int size) {
        return buffer.capacity() >= size ? buffer : ByteBuffer.allocateDirect(size);
    }

    private static void spread(
            Keys keys,
            int from,
            int to,
            PackTable table,
            PackTable.Block block,
            ByteBuffer bytes,
            WantedPages wanted,
            ByteBuffer into,
            List<Integer> left) {
        int page = block.firstPage();
        int start = 0;
        for (int i = from; i < to; i++) {
            for (; page < keys.page(i); page++) {
                start += table.length(page);
            }
            int which = keys.wanted(i);
            int length = wanted.length(which);
            if (table.length(page) == length) {
                into.put(wanted.offset(which), bytes, start, length);
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
