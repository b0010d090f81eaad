package dev.cryo.store;

import dev.cryo.store.pages.PageStore;
import dev.cryo.store.pages.WantedPages;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** The pages that make up a file, in order: runs of pages of one length whose numbers ascend by one. */
final class PageRuns {

    private final long[] firsts;
    private final int[] counts;
    private final int[] lengths;
    /** Where each run begins in the file; behind the last one, where the file ends. */
    private final long[] offsets;

    private PageRuns(long[] firsts, int[] counts, int[] lengths, long[] offsets) {
        this.firsts = firsts;
        this.counts = counts;
        this.lengths = lengths;
        this.offsets = offsets;
    }

    int size() {
        return firsts.length;
    }

    /** The number of the first page of a run; {@link PageStore#ZEROS} for a run of zeros. */
    long first(int run) {
        return firsts[run];
    }

    int count(int run) {
        return counts[run];
    }

    /** Bytes of each page of a run. */
    int length(int run) {
        return lengths[run];
    }

    /** Bytes of the file. */
    long bytes() {
        return offsets[firsts.length];
    }

    /** The run that holds a byte of the file. */
    int runAt(long offset) {
        int found = Arrays.binarySearch(offsets, offset);
        return found >= 0 ? found : -found - 2;
    }

    long offset(int run) {
        return offsets[run];
    }

    /** The number of the page that holds a byte of the file. */
    long pageAt(long offset) {
        int run = runAt(offset);
        return firsts[run] == PageStore.ZEROS ? PageStore.ZEROS : firsts[run] + (offset - offsets[run]) / lengths[run];
    }

    /** Where the page begins that holds a byte of the file. */
    long startOfPageAt(long offset) {
        int run = runAt(offset);
        return offset - (offset - offsets[run]) % lengths[run];
    }

    /** Bytes of the page that holds a byte of the file. */
    int lengthOfPageAt(long offset) {
        return lengths[runAt(offset)];
    }

    /** Where a part of the file ends: so many whole pages and bytes at most behind where a page begins, but one page at least. */
    long endOfPart(long start, int bytes, int pages) {
        long end = start;
        int room = pages;
        for (int run = runAt(start); run < firsts.length && room > 0; run++) {
            long there = (offsets[run + 1] - end) / lengths[run];
            long fit = Math.min(Math.min(there, room), (start + bytes - end) / lengths[run]);
            end += fit * lengths[run];
            room -= (int) fit;
            if (fit < there) {
                break;
            }
        }
        return end > start ? end : start + lengthOfPageAt(start);
    }

    /** What a buffer must be filled with to hold a part of the file that begins and ends where pages do. */
    WantedPages fill(long start, long end, ByteBuffer into) {
        var wanted = new WantedPages();
        for (long offset = start; offset < end; ) {
            int run = runAt(offset);
            int length = lengths[run];
            long index = (offset - offsets[run]) / length;
            int count = (int) Math.min(counts[run] - index, (end - offset) / length);
            int at = (int) (offset - start);
            if (firsts[run] == PageStore.ZEROS) {
                into.put(at, new byte[count * length]);
            } else {
                wanted.add(firsts[run] + index, count, length, at);
            }
            offset += (long) count * length;
        }
        return wanted;
    }

    /** Marks the numbers of all pages. */
    void mark(BitSet used) {
        for (int run = 0; run < firsts.length; run++) {
            if (firsts[run] != PageStore.ZEROS) {
                used.set(Math.toIntExact(firsts[run]), Math.toIntExact(firsts[run] + counts[run]));
            }
        }
    }

    /** Whether all pages are among these. */
    boolean within(BitSet whole) {
        for (int run = 0; run < firsts.length; run++) {
            if (firsts[run] != PageStore.ZEROS) {
                int first = Math.toIntExact(firsts[run]);
                int missing = whole.nextClearBit(first);
                if (missing < first + counts[run]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Pages one after the other. */
    static final class Builder {

        private long[] firsts = new long[16];
        private int[] counts = new int[16];
        private int[] lengths = new int[16];
        private long[] offsets = new long[17];
        private int size;

        void add(long number, int length) {
            add(number, 1, length);
        }

        void add(long first, int count, int length) {
            if (size > 0 && lengths[size - 1] == length && follows(first)) {
                counts[size - 1] += count;
                offsets[size] += (long) count * length;
                return;
            }
            if (size == firsts.length) {
                firsts = Arrays.copyOf(firsts, 2 * size);
                counts = Arrays.copyOf(counts, 2 * size);
                lengths = Arrays.copyOf(lengths, 2 * size);
                offsets = Arrays.copyOf(offsets, 2 * size + 1);
            }
            firsts[size] = first;
            counts[size] = count;
            lengths[size] = length;
            size++;
            offsets[size] = offsets[size - 1] + (long) count * length;
        }

        private boolean follows(long first) {
            long before = firsts[size - 1];
            return before == PageStore.ZEROS ? first == PageStore.ZEROS : first == before + counts[size - 1];
        }

        PageRuns build() {
            return new PageRuns(
                    Arrays.copyOf(firsts, size),
                    Arrays.copyOf(counts, size),
                    Arrays.copyOf(lengths, size),
                    Arrays.copyOf(offsets, size + 1));
        }
    }
}
