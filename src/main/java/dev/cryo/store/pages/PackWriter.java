package dev.cryo.store.pages;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.cryo.store.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes one pack, page by page, ascending by number; each is a block of its own, and some at a time are compressed beside. It
 * has no name until it is whole and durable ({@link #finish}), and is gone when it is closed before.
 */
final class PackWriter implements Closeable {

    static final short ZSTD = 0;
    static final short PLAIN = 1;

    static final int PAGE = 4096;

    /** How many are handed to a thread at once. */
    private static final int BATCH = 64;

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
    private Batch batch = new Batch();
    private long first = -1;
    private long last;
    private long length;
    private boolean done;

    /** Pages one behind the other, as they came. */
    private static final class Batch {
        private final byte[] bytes = new byte[BATCH * PAGE];
        private final int[] ends = new int[BATCH];
        private int pages;

        int start(int page) {
            return page == 0 ? 0 : ends[page - 1];
        }

        int length() {
            return start(pages);
        }

        void add(ByteBuffer page) {
            int size = page.remaining();
            int start = length();
            page.get(bytes, start, size);
            ends[pages++] = start + size;
        }
    }

    private record Block(int length, short kind, int crc) {}

    private record Packed(ByteBuffer bytes, List<Block> blocks) {}

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
        if (batch.pages == BATCH) {
            flush();
        }
        table.page(number, page.remaining(), hash);
        batch.add(page);
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
        if (batch.pages == 0) {
            return;
        }
        var full = batch;
        packing.add(threads.submit(() -> pack(full)));
        batch = new Batch();
        while (packing.size() > 2 * Runtime.getRuntime().availableProcessors()) {
            writeOne();
        }
    }

    /** Each page alone: of a block that is read for one of several the others would be in vain, as most are after many captures. */
    private Packed pack(Batch full) {
        var free = idle.poll();
        var zstd = free == null ? new ZstdCompressCtx().setLevel(level) : free;
        try {
            // What no compression makes smaller may become longer on the way.
            var bytes = new byte[full.length() + (int) Zstd.compressBound(PAGE)];
            var blocks = new ArrayList<Block>(full.pages);
            int end = 0;
            for (int page = 0; page < full.pages; page++) {
                int start = full.start(page);
                int size = full.ends[page] - start;
                int length = zstd.compressByteArray(bytes, end, bytes.length - end, full.bytes, start, size);
                boolean smaller = length < size;
                if (!smaller) {
                    length = size;
                    System.arraycopy(full.bytes, start, bytes, end, size);
                }
                blocks.add(new Block(length, smaller ? ZSTD : PLAIN, Sum.crc32c(ByteBuffer.wrap(bytes, end, length))));
                end += length;
            }
            return new Packed(ByteBuffer.wrap(bytes, 0, end), blocks);
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
            packed.blocks().forEach(block -> table.block(block.length(), 1, block.kind(), block.crc()));
        } catch (ExecutionException e) {
            throw new IOException("pages could not be compressed", e.getCause());
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
