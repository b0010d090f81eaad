package dev.cryo.engine.docker;

import java.io.Closeable;
import java.io.IOException;

/** A way to a daemon. Its {@code toString} is its address as the docker client writes it. */
interface Way extends Closeable {

    /**
     * A new connection.
     *
     * @throws IOException when there is nobody
     * @throws dev.cryo.verb.Problem when the way knows why there is none
     */
    Connection connect() throws IOException;

    /** Ends what was kept for further connections. */
    @Override
    default void close() throws IOException {}
}
