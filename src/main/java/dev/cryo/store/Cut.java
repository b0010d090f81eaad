package dev.cryo.store;

import dev.cryo.store.pages.PageStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a file is cut into pages. Wherever that is, the pieces one behind the other are the file; where it is only
 * decides which pages are found again in the next checkpoint.
 */
final class Cut {

    /** Pieces are handed out in segments of about this many bytes. */
    static final int SEGMENT = 1 << 20;

    private static final int RECORD = 512;

    private Cut() {}

    /** Pieces in a row: where the first one lies in the file, and how long each is, 1 to 4096 bytes. */
    static final class Segment {

        private final long offset;
        private final int[] lengths;
        private final int bytes;

        private Segment(long offset, int[] lengths) {
            this.offset = offset;
            this.lengths = lengths;
            this.bytes = Arrays.stream(lengths).sum();
        }

        long offset() {
            return offset;
        }

        int pieces() {
            return lengths.length;
        }

        int length(int piece) {
            return lengths[piece];
        }

        int bytes() {
            return bytes;
        }
    }

    /** Every 4096 bytes. */
    static List<Segment> evenly(long size) {
        var segments = new ArrayList<Segment>();
        for (long offset = 0; offset < size; offset += SEGMENT) {
            int bytes = (int) Math.min(SEGMENT, size - offset);
            var lengths = new int[(bytes + PageStore.PAGE - 1) / PageStore.PAGE];
            Arrays.fill(lengths, PageStore.PAGE);
            lengths[lengths.length - 1] = bytes - (lengths.length - 1) * PageStore.PAGE;
            segments.add(new Segment(offset, lengths));
        }
        return segments;
    }

    /**
     * At the members of a tar archive: a file's contents are cut every 4096 bytes from its start, what lies between
     * (padding, headers) is pieces of its own. What does not look like an archive is cut evenly from there on.
     *
     * <p>Source: the ustar header: size at 124 (octal, or base-256 with the first bit set), checksum at 148, type at
     * 156; GNU's old sparse members have more header records, as 482 (504 in those) says.
     */
    static List<Segment> atMembers(FileChannel archive) throws IOException {
        var pieces = new Pieces();
        long end = archive.size();
        long at = 0;
        var header = ByteBuffer.allocate(RECORD);
        while (at + RECORD <= end && read(archive, at, header) && isHeader(header)) {
            long data = at + RECORD;
            boolean more = header.get(156) == 'S' && header.get(482) != 0;
            while (more && data + RECORD <= end && read(archive, data, header.clear())) {
                more = header.get(504) != 0;
                data += RECORD;
            }
            read(archive, at, header);
            long size = number(header);
            if (size < 0 || size > end - data) {
                break;
            }
            long padding = Math.min(-size & (RECORD - 1), end - data - size);
            pieces.between(data - at);
            if (isContents(header)) {
                pieces.contents(size);
                pieces.between(padding);
            } else {
                pieces.between(size + padding);
            }
            at = data + size + padding;
        }
        pieces.contents(end - pieces.at());
        return pieces.segments();
    }

    private static boolean read(FileChannel archive, long at, ByteBuffer header) throws IOException {
        header.clear();
        while (header.hasRemaining()) {
            if (archive.read(header, at + header.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHeader(ByteBuffer header) {
        int sum = 0;
        for (int i = 0; i < RECORD; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header.get(i) & 0xff;
        }
        return sum != 8 * ' ' && octal(header, 148, 8) == sum;
    }

    /** Extended headers of the next member change with its times: they are not contents. */
    private static boolean isContents(ByteBuffer header) {
        return switch (header.get(156)) {
            case 'x', 'g', 'L', 'K' -> false;
            default -> true;
        };
    }

    private static long number(ByteBuffer header) {
        if ((header.get(124) & 0x80) == 0) {
            return octal(header, 124, 12);
        }
        return header.getLong(128);
    }

    private static long octal(ByteBuffer header, int at, int length) {
        var field = new byte[length];
        header.get(at, field);
        var text = new String(field, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text, 8);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static final class Pieces {

        private final List<Segment> segments = new ArrayList<>();
        private int[] lengths = new int[SEGMENT / RECORD];
        private int size;
        private long start;
        private long at;
        private int open;

        long at() {
            return at + open;
        }

        /** Bytes that go with those between members before them. */
        void between(long bytes) {
            for (long left = bytes; left > 0; ) {
                int take = (int) Math.min(left, PageStore.PAGE - open);
                open += take;
                left -= take;
                if (open == PageStore.PAGE) {
                    close();
                }
            }
        }

        void contents(long bytes) {
            close();
            for (long left = bytes; left > 0; left -= PageStore.PAGE) {
                piece((int) Math.min(left, PageStore.PAGE));
            }
        }

        private void close() {
            if (open > 0) {
                int length = open;
                open = 0;
                piece(length);
            }
        }

        private void piece(int length) {
            if (at + length - start > SEGMENT || size == lengths.length) {
                finish();
            }
            lengths[size++] = length;
            at += length;
        }

        private void finish() {
            if (size > 0) {
                segments.add(new Segment(start, Arrays.copyOf(lengths, size)));
            }
            start = at;
            size = 0;
        }

        List<Segment> segments() {
            close();
            finish();
            return segments;
        }
    }
}
