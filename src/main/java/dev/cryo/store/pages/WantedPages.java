package dev.cryo.store.pages;

import java.util.Arrays;

/** Pages that are wanted at once, and where in a buffer each is wanted. */
public final class WantedPages {

    private long[] numbers = new long[1024];
    private int[] lengths = new int[1024];
    private int[] offsets = new int[1024];
    private int size;

    /**
     * Pages one behind the other.
     *
     * @param first the number of the first one, not {@link PageStore#ZEROS}; those of the others ascend by one
     * @param length bytes of each
     * @param offset of the first one in the buffer
     */
    public void add(long first, int count, int length, int offset) {
        while (size + count > numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * numbers.length);
            lengths = Arrays.copyOf(lengths, 2 * lengths.length);
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
        }
        for (int i = 0; i < count; i++) {
            numbers[size] = first + i;
            lengths[size] = length;
            offsets[size] = offset + i * length;
            size++;
        }
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    long number(int wanted) {
        return numbers[wanted];
    }

    int length(int wanted) {
        return lengths[wanted];
    }

    int offset(int wanted) {
        return offsets[wanted];
    }
}
