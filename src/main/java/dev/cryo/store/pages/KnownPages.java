package dev.cryo.store.pages;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongPredicate;

/**
 * Page numbers by the first eight bytes of their SHA-256: a table outside of the heap, 32 bytes a page. That two pages
 * agree in eight bytes can be forged, so whoever finds one compares the whole.
 */
final class KnownPages {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private MemorySegment slots = room(1 << 12);
    private long capacity = 1 << 12;
    private long size;

    private static MemorySegment room(long capacity) {
        return Arena.ofAuto().allocate(capacity * 16, 8);
    }

    static long startOf(byte[] hash) {
        return ByteBuffer.wrap(hash).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    void add(long start, long number) {
        if (2 * (size + 1) > capacity) {
            grow();
        }
        put(start, number);
        size++;
    }

    /** The first page number with this start for which {@code same} holds; 0 for none. */
    long find(long start, LongPredicate same) {
        for (long slot = slot(start); ; slot = (slot + 1) & (capacity - 1)) {
            long number = slots.get(LONG, slot * 16 + 8);
            if (number == 0) {
                return 0;
            }
            if (slots.get(LONG, slot * 16) == start && same.test(number)) {
                return number;
            }
        }
    }

    private void put(long start, long number) {
        long slot = slot(start);
        while (slots.get(LONG, slot * 16 + 8) != 0) {
            slot = (slot + 1) & (capacity - 1);
        }
        slots.set(LONG, slot * 16, start);
        slots.set(LONG, slot * 16 + 8, number);
    }

    private void grow() {
        var old = slots;
        long before = capacity;
        capacity = 2 * before;
        slots = room(capacity);
        for (long slot = 0; slot < before; slot++) {
            long number = old.get(LONG, slot * 16 + 8);
            if (number != 0) {
                put(old.get(LONG, slot * 16), number);
            }
        }
    }

    private long slot(long start) {
        return start & (capacity - 1);
    }
}
