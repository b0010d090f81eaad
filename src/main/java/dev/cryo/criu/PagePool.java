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
         * Reads one page into {@code into} from {@code at} on.
         *
         * @throws dev.cryo.verb.Problem when it is damaged or missing
         * @throws IOException when it cannot be read
         */
        void read(long number, byte[] into, int at) throws IOException;
    }

    Reader reader();
}
