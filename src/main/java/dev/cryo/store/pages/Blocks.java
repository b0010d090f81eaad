package dev.cryo.store.pages;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads blocks of packs, and keeps some of the last ones: contents that grew over many captures go through many packs
 * side by side. For one thread.
 */
final class Blocks implements Closeable {

    private static final int MOST_FILES = 64;
    private static final int MOST_BLOCKS = 256;

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final Map<String, FileChannel> files = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, Unpacked> blocks = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(Pack pack, int block) {}

    /** A block as it was before it was packed. */
    static final class Unpacked {

        private final PackTable table;
        private final PackTable.Block block;
        private final byte[] bytes;
        private final int[] starts;
        private final boolean whole;

        private Unpacked(PackTable table, PackTable.Block block, byte[] bytes, int[] starts, boolean whole) {
            this.table = table;
            this.block = block;
            this.bytes = bytes;
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
            return starts[within] + table.length(page) <= bytes.length;
        }

        ByteBuffer page(int page) {
            return ByteBuffer.wrap(bytes, starts[page - block.firstPage()], table.length(page));
        }
    }

    Unpacked read(Pack pack, PackTable table, int block) throws IOException {
        var key = new Key(pack, block);
        var kept = blocks.get(key);
        if (kept != null) {
            return kept;
        }
        var unpacked = unpack(pack, table, table.block(block));
        blocks.put(key, unpacked);
        if (blocks.size() > MOST_BLOCKS) {
            removeFirst(blocks.entrySet().iterator());
        }
        return unpacked;
    }

    private static void removeFirst(Iterator<?> entries) {
        entries.next();
        entries.remove();
    }

    private Unpacked unpack(Pack pack, PackTable table, PackTable.Block block) throws IOException {
        var starts = new int[block.pages()];
        int size = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = size;
            size += table.length(block.firstPage() + i);
        }
        var packed = new byte[block.length()];
        int got = read(file(pack), block.offset(), packed);
        boolean whole = got == packed.length && Sum.crc32c(ByteBuffer.wrap(packed)) == block.crc();
        if (!block.compressed()) {
            return new Unpacked(table, block, packed, starts, whole && packed.length == size);
        }
        var bytes = new byte[size];
        try {
            int length = zstd.decompressByteArray(bytes, 0, size, packed, 0, got);
            return new Unpacked(table, block, bytes, starts, whole && length == size);
        } catch (ZstdException e) {
            return new Unpacked(table, block, new byte[0], starts, false);
        }
    }

    private static int read(FileChannel file, long offset, byte[] into) throws IOException {
        var buffer = ByteBuffer.wrap(into);
        while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) >= 0) {}
        return buffer.position();
    }

    private FileChannel file(Pack pack) throws IOException {
        var open = files.get(pack.name());
        if (open != null) {
            return open;
        }
        var channel = FileChannel.open(pack.file(), StandardOpenOption.READ);
        files.put(pack.name(), channel);
        if (files.size() > MOST_FILES) {
            var eldest = files.entrySet().iterator();
            eldest.next().getValue().close();
            eldest.remove();
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        blocks.clear();
        zstd.close();
        for (var file : files.values()) {
            file.close();
        }
        files.clear();
    }
}
