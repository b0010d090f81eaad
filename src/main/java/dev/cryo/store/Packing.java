package dev.cryo.store;

import dev.cryo.store.Contents.StoredFile;
import dev.cryo.store.Cut.Segment;
import dev.cryo.store.Former.Match;
import dev.cryo.store.pages.PageStore;
import dev.cryo.store.pages.PageWriter;
import dev.cryo.store.pages.Sum;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Turns files into pages of the store. Several threads read, compare and hash; one gives the numbers, in the order of the
 * file.
 */
final class Packing implements Closeable {

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private final PageWriter writer;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final ConcurrentLinkedQueue<Buffers> buffers = new ConcurrentLinkedQueue<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment zeros = arena.allocate(PageStore.PAGE);

    Packing(PageWriter writer) {
        this.writer = writer;
    }

    /**
     * A file that was packed.
     *
     * @param sums of its bytes as they lie unpacked
     */
    record Packed(StoredFile file, Sums sums) {}

    /**
     * Packs a file.
     *
     * @param path its name within the checkpoint
     * @param matches where its pages stood in the parent, ascending
     */
    Packed pack(String path, Path file, List<Match> matches) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var source = new Source(channel, matches)) {
            var segments = path.endsWith(".tar") ? Cut.atMembers(channel) : Cut.evenly(channel.size());
            var pages = new PageRuns.Builder();
            var sums = new ArrayList<Sums.Segment>();
            var reading = new ArrayDeque<Future<Part>>();
            for (var segment : segments) {
                reading.add(threads.submit(() -> read(source, segment)));
                if (reading.size() > 2 * THREADS) {
                    take(reading.remove(), pages, sums);
                }
            }
            while (!reading.isEmpty()) {
                take(reading.remove(), pages, sums);
            }
            return new Packed(new StoredFile(path, pages.build()), new Sums(sums));
        }
    }

    private void take(Future<Part> future, PageRuns.Builder pages, List<Sums.Segment> sums) throws IOException {
        try {
            var part = future.get();
            int offset = 0;
            int fresh = 0;
            for (int i = 0; i < part.numbers.length; i++) {
                int length = part.segment.length(i);
                if (part.numbers[i] == Part.FRESH) {
                    pages.add(writer.add(ByteBuffer.wrap(part.bytes, offset, length), part.hashes.get(fresh++)), length);
                    offset += length;
                } else {
                    pages.add(part.numbers[i], length);
                }
            }
            sums.add(new Sums.Segment(part.segment.bytes(), part.sum));
        } catch (ExecutionException e) {
            throw new IOException("a file could not be read: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a checkpoint was stored", e);
        }
    }

    /** A segment that was read: known page numbers, and the bytes and hashes of the others. */
    private static final class Part {

        static final long FRESH = -1;

        private final Segment segment;
        private final long[] numbers;
        private final List<byte[]> hashes = new ArrayList<>();
        private byte[] bytes = new byte[0];
        private int sum;

        Part(Segment segment) {
            this.segment = segment;
            this.numbers = new long[segment.pieces()];
            Arrays.fill(numbers, FRESH);
        }
    }

    private record Buffers(MemorySegment now, MemorySegment former) {}

    private Part read(Source source, Segment segment) throws IOException {
        var mine = buffers.poll();
        if (mine == null) {
            mine = new Buffers(arena.allocate(Cut.SEGMENT), arena.allocate(Cut.SEGMENT));
        }
        try {
            var now = mine.now().asSlice(0, segment.bytes());
            fill(source.channel(), segment.offset(), now.asByteBuffer());
            var part = new Part(segment);
            part.sum = Sum.crc32c(now.asByteBuffer());
            compare(source, part, now, mine.former());
            hash(part, now);
            return part;
        } finally {
            buffers.add(mine);
        }
    }

    /** Pages that stand where the parent had them keep its numbers. */
    private void compare(Source source, Part part, MemorySegment now, MemorySegment buffer) throws IOException {
        long from = part.segment.offset();
        long to = from + now.byteSize();
        for (var match : source.within(from, to)) {
            // Memory lies at multiples of a page in both files, and so do the pieces of a pages file.
            long start = Math.max(from, match.offset());
            long end = Math.min(to, match.end());
            long formerly = match.formerOffset() + start - match.offset();
            var former = buffer.asSlice(0, end - start);
            fill(source.former(match.file()), formerly, former.asByteBuffer());
            for (long at = 0; at < end - start; at += PageStore.PAGE) {
                long differs = MemorySegment.mismatch(now, start - from + at, end - from, former, at, end - start);
                long equal = differs < 0 ? end - start : at + differs - differs % PageStore.PAGE;
                for (; at < equal; at += PageStore.PAGE) {
                    int piece = (int) ((start - from + at) / PageStore.PAGE);
                    long number = match.pages().pageAt(formerly + at);
                    if (writer.trusts(number)) {
                        part.numbers[piece] = number;
                    }
                }
            }
        }
    }

    private void hash(Part part, MemorySegment now) {
        int fresh = 0;
        long at = 0;
        for (int i = 0; i < part.numbers.length; i++) {
            int length = part.segment.length(i);
            if (part.numbers[i] == Part.FRESH) {
                if (MemorySegment.mismatch(now, at, at + length, zeros, 0, length) < 0) {
                    part.numbers[i] = PageStore.ZEROS;
                } else {
                    fresh += length;
                }
            }
            at += length;
        }
        part.bytes = new byte[fresh];
        var digest = Sum.sha256();
        int filled = 0;
        at = 0;
        for (int i = 0; i < part.numbers.length; i++) {
            int length = part.segment.length(i);
            if (part.numbers[i] == Part.FRESH) {
                MemorySegment.copy(now, at, MemorySegment.ofArray(part.bytes), filled, length);
                digest.update(part.bytes, filled, length);
                part.hashes.add(digest.digest());
                filled += length;
            }
            at += length;
        }
    }

    private static void fill(FileChannel channel, long offset, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, offset + into.position()) < 0) {
                throw new EOFException("a file became shorter while it was stored");
            }
        }
    }

    /** The file that is read, and the parent's files that it is compared with. */
    private record Source(FileChannel channel, List<Match> matches, Map<Path, FileChannel> formers)
            implements Closeable {

        Source(FileChannel channel, List<Match> matches) throws IOException {
            this(channel, matches, new HashMap<>());
            for (var match : matches) {
                if (!formers.containsKey(match.file())) {
                    formers.put(match.file(), FileChannel.open(match.file(), StandardOpenOption.READ));
                }
            }
        }

        FileChannel former(Path file) {
            return Objects.requireNonNull(formers.get(file));
        }

        List<Match> within(long from, long to) {
            int low = 0;
            int high = matches.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (matches.get(middle).end() <= from) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            int after = low;
            while (after < matches.size() && matches.get(after).offset() < to) {
                after++;
            }
            return matches.subList(low, after);
        }

        @Override
        public void close() throws IOException {
            for (var former : formers.values()) {
                former.close();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close(); // waits: a thread may still read into the buffers
        arena.close();
    }
}
