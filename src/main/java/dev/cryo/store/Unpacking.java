package dev.cryo.store;

import dev.cryo.store.Contents.StoredFile;
import dev.cryo.store.pages.PageStore;
import dev.cryo.store.pages.Sum;
import dev.cryo.verb.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/** Writes files out of pages, by several threads. */
final class Unpacking implements Closeable {

    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    /** Bytes that are gathered at once. A block at the edge is read twice: few of many. */
    private static final int PART = 8 << 20;

    private static final int PAGES = 64 << 10;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    /** Readers keep the blocks they read: threads take turns with them. */
    private final LinkedBlockingQueue<Worker> workers = new LinkedBlockingQueue<>();

    private record Worker(dev.cryo.store.pages.PageReader reader, ByteBuffer buffer) {}

    Unpacking(PageStore pages) {
        for (int i = 0; i < THREADS; i++) {
            workers.add(new Worker(pages.reader(), ByteBuffer.allocateDirect(PART)));
        }
    }

    /** Writes one file, and sums up what it wrote. */
    Sums write(StoredFile file, Path target) throws IOException {
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        var sums = new ArrayList<Sums.Segment>();
        try (var channel =
                FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var parts = new ArrayList<Future<Sums.Segment>>();
            long size = file.pages().bytes();
            for (long start = 0; start < size; ) {
                long from = start;
                long to = file.pages().endOfPart(from, PART, PAGES);
                parts.add(threads.submit(() -> write(file.pages(), channel, from, to)));
                start = to;
            }
            for (var part : parts) {
                sums.add(part.get());
            }
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a checkpoint was unpacked", e);
        }
        return new Sums(sums);
    }

    private static IOException failed(ExecutionException e) {
        if (e.getCause() instanceof Problem damage) {
            throw damage;
        }
        return new IOException("a checkpoint could not be unpacked: " + e.getCause(), e);
    }

    private Sums.Segment write(PageRuns runs, FileChannel channel, long from, long to) throws Exception {
        var worker = workers.take();
        try {
            var buffer = worker.buffer().clear().limit((int) (to - from));
            worker.reader().read(runs.fill(from, to, buffer), buffer);
            int sum = Sum.crc32c(buffer);
            while (buffer.hasRemaining()) {
                channel.write(buffer, from + buffer.position());
            }
            return new Sums.Segment((int) (to - from), sum);
        } finally {
            workers.add(worker);
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        threads.close();
        for (var worker : workers) {
            worker.reader().close();
        }
    }
}
