package dev.cryo.criu;

import java.io.Closeable;
import java.io.IOException;

/**
 * Pages of 4 KiB that several {@link Images} share: in all images of equal pools a number stands for the same bytes. Two
 * numbers may have the same bytes all the same.
 */
public interface PagePool {

    /** The number of what is no page of the pool. */
    long NONE = -1;

    /** Reads pages; for one thread. */
    interface Reader extends Closeable {

        /**
         * Reads pages, each to a place of its own; many at once are quicker than as many one by one.
         *
         * @param numbers of the pages; those behind the first {@code count} are of no account
         * @param places where in {@code into} each begins
         * @throws dev.cryo.verb.Problem when one is damaged or missing
         * @throws IOException when they cannot be read
         */
        void read(long[] numbers, int[] places, int count, byte[] into) throws IOException;
    }

    Reader reader();
}
