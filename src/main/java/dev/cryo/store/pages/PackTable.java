package dev.cryo.store.pages;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which pages a pack holds, and where. It lies outside of the heap: a store of 100 GB has 25 million pages.
 *
 * <p>Source: docs/STORE.md, "A pack".
 */
final class PackTable {

    static final byte[] MAGIC = "CRYOPCK2".getBytes(StandardCharsets.US_ASCII);
    static final int TRAILER = 8 + MAGIC.length;
    private static final int HEAD = 8;
    /** Bytes of a block in the table. */
    static final int BLOCK = 12;

    /** Bytes of a page in the table. */
    static final int PAGE = 8 + Sum.HASH;

    /** Nobody writes longer ones; a claim beyond it is damage. */
    static final int LONGEST = 1 << 30;

    private final ByteBuffer bytes;
    private final int blocks;
    private final int pages;
    private final long[] blockStarts;
    private final int[] firstPages;

    private PackTable(ByteBuffer bytes, int blocks, int pages, long[] blockStarts, int[] firstPages) {
        this.bytes = bytes;
        this.blocks = blocks;
        this.pages = pages;
        this.blockStarts = blockStarts;
        this.firstPages = firstPages;
    }

    /** A block of a pack: where it lies, how it is packed, and the pages in it, by their place in the table. */
    record Block(long offset, int length, boolean compressed, int crc, int firstPage, int pages) {}

    /** Adds the trailer. */
    static ByteBuffer seal(ByteBuffer table) {
        var sealed = ByteBuffer.allocate(table.remaining() + TRAILER).order(ByteOrder.LITTLE_ENDIAN);
        sealed.put(table.duplicate())
                .putInt(table.remaining())
                .putInt(Sum.crc32c(table))
                .put(MAGIC);
        return sealed.flip();
    }

    /** How long the table is by the word of a trailer; empty for what is none. */
    static OptionalInt lengthIn(ByteBuffer trailer) {
        var t = trailer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int length = t.getInt();
        int _ = t.getInt();
        var magic = new byte[MAGIC.length];
        t.get(magic);
        return java.util.Arrays.equals(magic, MAGIC) && length >= HEAD && length <= LONGEST
                ? OptionalInt.of(length)
                : OptionalInt.empty();
    }

    /**
     * Reads a table with its trailer; empty when it is damaged.
     *
     * @param sealed is kept, and must not change
     */
    static Optional<PackTable> read(ByteBuffer sealed) {
        int end = sealed.remaining() - TRAILER;
        if (end < HEAD || lengthIn(sealed.slice(end, TRAILER)).orElse(-1) != end) {
            return Optional.empty();
        }
        int sum = sealed.slice(end, TRAILER).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
        var bytes = sealed.slice(0, end).order(ByteOrder.LITTLE_ENDIAN);
        return Sum.crc32c(bytes) == sum ? parse(bytes) : Optional.empty();
    }

    private static Optional<PackTable> parse(ByteBuffer bytes) {
        int blocks = bytes.getInt(0);
        int pages = bytes.getInt(4);
        if (blocks < 0 || pages < 0 || HEAD + (long) blocks * BLOCK + (long) pages * PAGE != bytes.remaining()) {
            return Optional.empty();
        }
        var starts = new long[blocks];
        var first = new int[blocks + 1];
        long offset = 0;
        for (int b = 0; b < blocks; b++) {
            int at = HEAD + b * BLOCK;
            starts[b] = offset;
            offset += Integer.toUnsignedLong(bytes.getInt(at));
            first[b + 1] = first[b] + Short.toUnsignedInt(bytes.getShort(at + 4));
        }
        return first[blocks] == pages ? Optional.of(new PackTable(bytes, blocks, pages, starts, first)) : Optional.empty();
    }

    int blocks() {
        return blocks;
    }

    int pages() {
        return pages;
    }

    Block block(int b) {
        int at = HEAD + b * BLOCK;
        return new Block(
                blockStarts[b],
                bytes.getInt(at),
                bytes.getShort(at + 6) == PackWriter.ZSTD,
                bytes.getInt(at + 8),
                firstPages[b],
                firstPages[b + 1] - firstPages[b]);
    }

    /** The block that holds a page. */
    int blockOf(int page) {
        int found = java.util.Arrays.binarySearch(firstPages, page);
        if (found < 0) {
            return -found - 2;
        }
        while (found + 1 < firstPages.length && firstPages[found + 1] == page) {
            found++; // blocks without pages, which nobody writes
        }
        return found;
    }

    /** The place of a page number in this table. */
    OptionalInt find(long number) {
        int low = 0;
        int high = pages - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = number(middle);
            if (there == number) {
                return OptionalInt.of(middle);
            }
            if (there < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return OptionalInt.empty();
    }

    long number(int page) {
        return bytes.getLong(at(page)) >>> 16;
    }

    /** Bytes of a page. */
    int length(int page) {
        return (int) (bytes.getLong(at(page)) & 0xffff);
    }

    /** The first eight bytes of a page's SHA-256, as the buffer's order gives them. */
    long hashStart(int page) {
        return bytes.getLong(at(page) + 8);
    }

    boolean hasHash(int page, byte[] hash) {
        return bytes.slice(at(page) + 8, Sum.HASH).equals(ByteBuffer.wrap(hash));
    }

    byte[] hash(int page) {
        var hash = new byte[Sum.HASH];
        bytes.get(at(page) + 8, hash);
        return hash;
    }

    /** Table and trailer, as they are written. */
    ByteBuffer sealed() {
        return seal(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }

    private int at(int page) {
        return HEAD + blocks * BLOCK + page * PAGE;
    }

    /** A table being made. */
    static final class Builder {

        private ByteBuffer blocks = order(ByteBuffer.allocate(256 * BLOCK));
        private ByteBuffer pages = order(ByteBuffer.allocate(1024 * PAGE));

        private static ByteBuffer order(ByteBuffer buffer) {
            return buffer.order(ByteOrder.LITTLE_ENDIAN);
        }

        private static ByteBuffer room(ByteBuffer buffer, int needed) {
            return buffer.remaining() >= needed
                    ? buffer
                    : order(ByteBuffer.allocate(2 * buffer.capacity())).put(buffer.flip());
        }

        void block(int length, int count, short kind, int crc) {
            blocks = room(blocks, BLOCK)
                    .putInt(length)
                    .putShort((short) count)
                    .putShort(kind)
                    .putInt(crc);
        }

        void page(long number, int length, byte[] hash) {
            pages = room(pages, PAGE).putLong((number << 16) | length).put(hash, 0, Sum.HASH);
        }

        int pages() {
            return pages.position() / PAGE;
        }

        boolean hasHash(int page, byte[] hash) {
            return pages.slice(page * PAGE + 8, Sum.HASH).equals(ByteBuffer.wrap(hash));
        }

        /** The table, without trailer. */
        ByteBuffer build() {
            return order(ByteBuffer.allocate(HEAD + blocks.position() + pages.position()))
                    .putInt(blocks.position() / BLOCK)
                    .putInt(pages())
                    .put(blocks.duplicate().flip())
                    .put(pages.duplicate().flip())
                    .flip();
        }
    }
}
