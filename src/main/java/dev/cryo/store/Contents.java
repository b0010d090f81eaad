package dev.cryo.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.cryo.store.pages.PageStore;
import dev.cryo.store.pages.Sum;
import dev.cryo.verb.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Which files a checkpoint is made of, and of which pages these.
 *
 * <p>Source: docs/STORE.md, "contents".
 *
 * @param files by path, ascending
 */
record Contents(List<StoredFile> files) {

    static final String NAME = "contents";

    /** Nobody writes longer ones: a claim beyond it is damage. */
    private static final long LONGEST = 1L << 30;

    /**
     * @param path within the checkpoint, with slashes: {@code images/inventory.img}
     */
    record StoredFile(String path, PageRuns pages) {}

    Contents {
        files = List.copyOf(files);
    }

    Optional<StoredFile> file(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    /** Marks the numbers of all pages. */
    void mark(BitSet used) {
        files.forEach(file -> file.pages().mark(used));
    }

    /** Whether all pages are among these. */
    boolean within(BitSet whole) {
        return files.stream().allMatch(file -> file.pages().within(whole));
    }

    long bytes() {
        return files.stream().mapToLong(file -> file.pages().bytes()).sum();
    }

    byte[] encode() {
        var out = new Varints();
        out.put(files.size());
        for (var file : files) {
            var path = file.path().getBytes(StandardCharsets.UTF_8);
            out.put(path.length);
            out.bytes.writeBytes(path);
            var pages = file.pages();
            out.put(pages.bytes());
            out.put(pages.size());
            for (int run = 0; run < pages.size(); run++) {
                out.put(pages.first(run));
                out.put(pages.count(run));
                out.put(pages.length(run));
            }
        }
        var packed = Zstd.compress(out.bytes.toByteArray());
        return ByteBuffer.allocate(packed.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(packed)
                .putInt(Sum.crc32c(ByteBuffer.wrap(packed)))
                .array();
    }

    /**
     * @throws Problem when the file is damaged
     */
    static Contents read(Path file) throws IOException {
        try {
            return decode(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw Problem.failed("a file of the store is damaged")
                    .evidence(file + ": " + e.getMessage())
                    .cause(e);
        }
    }

    private static Contents decode(byte[] bytes) {
        int packed = bytes.length - 4;
        if (packed < 0
                || Sum.crc32c(ByteBuffer.wrap(bytes, 0, packed))
                        != ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(packed)) {
            throw new IllegalArgumentException("its sum is wrong");
        }
        long size = Zstd.getFrameContentSize(bytes, 0, packed, false);
        if (size < 0 || size > LONGEST) {
            throw new IllegalArgumentException("it claims " + size + " bytes");
        }
        try {
            var plain = new byte[(int) size];
            Zstd.decompressByteArray(plain, 0, plain.length, bytes, 0, packed);
            return decode(ByteBuffer.wrap(plain));
        } catch (ZstdException | BufferUnderflowException e) {
            throw new IllegalArgumentException("it is cut off", e);
        }
    }

    private static Contents decode(ByteBuffer in) {
        var files = new ArrayList<StoredFile>();
        for (long left = Varints.get(in); left > 0; left--) {
            var path = new byte[Math.toIntExact(Math.min(Varints.get(in), in.remaining()))];
            in.get(path);
            long length = Varints.get(in);
            var pages = new PageRuns.Builder();
            for (long runs = Varints.get(in); runs > 0; runs--) {
                pages.add(Varints.get(in), Math.toIntExact(Varints.get(in)), length(Varints.get(in)));
            }
            var built = pages.build();
            if (built.bytes() != length) {
                throw new IllegalArgumentException("its pages do not add up");
            }
            files.add(new StoredFile(new String(path, StandardCharsets.UTF_8), built));
        }
        return new Contents(files);
    }

    private static int length(long claimed) {
        if (claimed < 1 || claimed > PageStore.PAGE) {
            throw new IllegalArgumentException("it claims a page of " + claimed + " bytes");
        }
        return (int) claimed;
    }

    /** LEB128. */
    private static final class Varints {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void put(long value) {
            long left = value;
            while (left >>> 7 != 0) {
                bytes.write((int) ((left & 0x7f) | 0x80));
                left >>>= 7;
            }
            bytes.write((int) left);
        }

        static long get(ByteBuffer in) {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte next = in.get();
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("a number in it has no end");
        }
    }
}
