package dev.cryo.forensics;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** How often each page of a mapping changed; takes room for those that did. */
final class PageCounts {

    private static final int CHUNK = 1024;

    private final TreeMap<Long, int[]> chunks = new TreeMap<>();

    /** Counts one change of each of so many pages. */
    void add(long firstPage, long pages) {
        for (long page = firstPage; page < firstPage + pages; page++) {
            chunks.computeIfAbsent(page / CHUNK, _ -> new int[CHUNK])[(int) (page % CHUNK)]++;
        }
    }

    /** How many of the pages from one up to another changed at all. */
    long pages(long from, long to) {
        return sum(from, to, count -> Math.min(count, 1));
    }

    /** How many changes they had together. */
    long changes(long from, long to) {
        return sum(from, to, count -> count);
    }

    private long sum(long from, long to, IntUnaryOperator of) {
        long sum = 0;
        for (Map.Entry<Long, int[]> chunk : chunks.subMap(from / CHUNK, true, to / CHUNK, true).entrySet()) {
            long first = chunk.getKey() * CHUNK;
            for (long page = Math.max(from, first); page < Math.min(to, first + CHUNK); page++) {
                sum += of.applyAsInt(chunk.getValue()[(int) (page - first)]);
            }
        }
        return sum;
    }
}
