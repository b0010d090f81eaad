package dev.cryo.store.pages;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.cryo.store.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes one pack, page by page, ascending by number; blocks are compressed beside. It has no name until it is whole
 * and durable ({@link #finish}), and is gone when it is closed before.
 */
final class PackWriter implements Closeable {

    static final short ZSTD = 0;
    static final short PLAIN = 1;

    /** Few: of a block that is read for one page, the others are in vain, and most of them are after many captures. */
    static final int PAGES_IN_BLOCK = 4;
    static final int PAGE = 4096;

    /** A pack that has come to this length is finished: what is rewritten when pages are dropped stays small. */
    static final long FULL = 256L << 20;

    private final Disk disk;
    private final Path folder;
    private final Path temporary;
    private final Disk.Output output;
    private final int level;
    private final ExecutorService threads;
    private final ConcurrentLinkedQueue<ZstdCompressCtx> idle = new ConcurrentLinkedQueue<>();
    private final Deque<Future<Packed>> packing = new ArrayDeque<>();
    private final PackTable.Builder table = new PackTable.Builder();
    private byte[] block = new byte[PAGES_IN_BLOCK * PAGE];
    private int blockBytes;
    private int blockPages;
    private long first = -1;
    private long last;
    private long length;
    private boolean done;

    private record Packed(ByteBuffer bytes, short kind, int crc, int pages) {}

    PackWriter(Disk disk, Path folder, int level) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.level = level;
        this.temporary = folder.resolve(".%08x.new".formatted(ThreadLocalRandom.current().nextInt()));
        this.output = disk.create(temporary);
        this.threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    }

    /** Adds the page with the next number, which is greater than all before. */
    void add(long number, ByteBuffer page, byte[] hash) throws IOException {
        if (blockPages == PAGES_IN_BLOCK) {
            flush();
        }
        int size = page.remaining();
        page.get(block, blockBytes, size);
        blockBytes += size;
        blockPages++;
        table.page(number, size, hash);
        first = first < 0 ? number : first;
        last = number;
    }

    boolean isFull() {
        return length >= FULL;
    }

    int pages() {
        return table.pages();
    }

    /** Whether the page at this place among those added has this hash. */
    boolean hasHash(int page, byte[] hash) {
        return table.hasHash(page, hash);
    }

    private void flush() throws IOException {
        if (blockPages == 0) {
            return;
        }
        var bytes = block;
        int size = blockBytes;
        int pages = blockPages;
        packing.add(threads.submit(() -> pack(bytes, size, pages)));
        block = new byte[PAGES_IN_BLOCK * PAGE];
        blockBytes = 0;
        blockPages = 0;
        while (packing.size() > 4 * Runtime.getRuntime().availableProcessors()) {
            writeOne();
        }
    }

    private Packed pack(byte[] bytes, int size, int pages) {
        var free = idle.poll();
        var zstd = free == null ? new ZstdCompressCtx() : free;
        try {
            zstd.setLevel(level);
            var compressed = zstd.compress(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
            boolean smaller = compressed.length < size;
            var kept = smaller ? ByteBuffer.wrap(compressed) : ByteBuffer.wrap(bytes, 0, size);
            return new Packed(kept, smaller ? ZSTD : PLAIN, Sum.crc32c(kept), pages);
        } finally {
            idle.add(zstd);
        }
    }

    private void writeOne() throws IOException {
        try {
            var packed = packing.remove().get();
            int size = packed.bytes().remaining();
            output.write(packed.bytes());
            length += size;
            table.block(size, packed.pages(), packed.kind(), packed.crc());
        } catch (ExecutionException e) {
            throw new IOException("a block could not be compressed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while pages were packed", e);
        }
    }

    /**
     * Gives the pack its name, durable.
     *
     * @return bytes on the disk
     */
    long finish() throws IOException {
        flush();
        while (!packing.isEmpty()) {
            writeOne();
        }
        var sealed = PackTable.seal(table.build());
        output.write(sealed.duplicate());
        output.force();
        output.close();
        var name = Pack.name(first, last, ThreadLocalRandom.current().nextInt());
        var table = folder.resolve("." + name + Pack.TABLE + ".new");
        try (var copy = disk.create(table)) {
            copy.write(sealed.duplicate());
            copy.force();
        }
        // A table without its pack is nothing; a pack without its table would look damaged.
        disk.rename(table, folder.resolve(name + Pack.TABLE));
        disk.rename(temporary, folder.resolve(name + Pack.SUFFIX));
        done = true;
        disk.force(folder);
        return length + 2L * sealed.remaining();
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        threads.close();
        idle.forEach(ZstdCompressCtx::close);
        if (!done) {
            output.close();
            disk.delete(temporary);
        }
    }

    /** The pages of several packs, in order: a full pack gives way to the next one. */
    static final class Series implements Closeable {

        private final Disk disk;
        private final Path folder;
        private final int level;
        private final List<PackWriter> open = new ArrayList<>(1);
        private long written;

        Series(Disk disk, Path folder, int level) {
            this.disk = disk;
            this.folder = folder;
            this.level = level;
        }

        /** The pack that the next page goes to. */
        PackWriter current() throws IOException {
            if (!open.isEmpty() && open.getFirst().isFull()) {
                finish();
            }
            if (open.isEmpty()) {
                open.add(new PackWriter(disk, folder, level));
            }
            return open.getFirst();
        }

        /** Makes durable what is open. */
        void finish() throws IOException {
            if (!open.isEmpty()) {
                written += open.getFirst().finish();
                open.removeFirst().close();
            }
        }

        /** Bytes on the disk of all that was finished. */
        long written() {
            return written;
        }

        @Override
        public void close() throws IOException {
            if (!open.isEmpty()) {
                open.removeFirst().close();
            }
        }
    }
}
