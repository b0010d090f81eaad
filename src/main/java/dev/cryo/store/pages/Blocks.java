package dev.cryo.store.pages;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads blocks of packs, and keeps some of the last ones: contents that grew over many captures go through many packs
 * side by side. For one thread.
 */
final class Blocks implements Closeable {

    private static final int MOST_BLOCKS = 1024;

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final PackFiles files;
    private final Map<Key, Unpacked> blocks = new LinkedHashMap<>(16, 0.75f, true);
    /** Room of blocks that were given up: so much new room for each block would be the collector's work. */
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
    private byte[] packed = new byte[0];

    Blocks(PackFiles files) {
        this.files = files;
    }

    private record Key(Pack pack, int block) {}

    /** A block as it was before it was packed. */
    static final class Unpacked {

        private final PackTable table;
        private final PackTable.Block block;
        private final byte[] bytes;
        private final int size;
        private final int[] starts;
        private final boolean whole;

        private Unpacked(
                PackTable table, PackTable.Block block, byte[] bytes, int size, int[] starts, boolean whole) {
            this.table = table;
            this.block = block;
            this.bytes = bytes;
            this.size = size;
            this.starts = starts;
            this.whole = whole;
        }

        PackTable table() {
            return table;
        }

        PackTable.Block block() {
            return block;
        }

        /** Its sum is right; if not, each page has to prove itself. */
        boolean whole() {
            return whole;
        }

        boolean holds(int page) {
            int within = page - block.firstPage();
            return starts[within] + table.length(page) <= size;
        }

        ByteBuffer page(int page) {
            return ByteBuffer.wrap(bytes, starts[page - block.firstPage()], table.length(page));
        }
    }

    /** A block; it is good until the next ones are read. */
    Unpacked read(Pack pack, PackTable table, int block) throws IOException {
        var key = new Key(pack, block);
        var kept = blocks.get(key);
        if (kept != null) {
            return kept;
        }
        if (blocks.size() == MOST_BLOCKS) {
            var eldest = blocks.entrySet().iterator();
            spare.add(eldest.next().getValue().bytes);
            eldest.remove();
        }
        var unpacked = unpack(pack, table, table.block(block));
        blocks.put(key, unpacked);
        return unpacked;
    }

    private byte[] room(int size) {
        var free = spare.poll();
        return free != null && free.length >= size ? free : new byte[Math.max(size, PackWriter.PAGE)];
    }

    private Unpacked unpack(Pack pack, PackTable table, PackTable.Block block) throws IOException {
        var starts = new int[block.pages()];
        int size = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = size;
            size += table.length(block.firstPage() + i);
        }
        if (packed.length < block.length()) {
            packed = new byte[block.length()];
        }
        var buffer = ByteBuffer.wrap(packed, 0, block.length());
        files.read(pack, block.offset(), buffer);
        int got = buffer.position();
        boolean whole = got == block.length() && Sum.crc32c(ByteBuffer.wrap(packed, 0, got)) == block.crc();
        var bytes = room(size);
        int length = block.compressed() ? decompress(bytes, size, got) : copy(bytes, Math.min(size, got));
        return new Unpacked(table, block, bytes, length, starts, whole && length == size);
    }

    /** How many bytes came out; 0 for a block that is too damaged for any. */
    private int decompress(byte[] into, int size, int got) {
        try {
            return zstd.decompressByteArray(into, 0, size, packed, 0, got);
        } catch (ZstdException e) {
            return 0;
        }
    }

    private int copy(byte[] into, int size) {
        System.arraycopy(packed, 0, into, 0, size);
        return size;
    }

    @Override
    public void close() {
        blocks.clear();
        zstd.close();
    }
}
