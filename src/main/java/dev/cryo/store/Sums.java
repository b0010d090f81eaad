package dev.cryo.store;

import java.util.List;

/**
 * CRC-32C of a file, segment by segment: several threads make and check them.
 *
 * @param segments in the order of the file
 */
record Sums(List<Segment> segments) {

    /**
     * @param length in bytes
     */
    record Segment(int length, int crc32c) {}

    Sums {
        segments = List.copyOf(segments);
    }
}
