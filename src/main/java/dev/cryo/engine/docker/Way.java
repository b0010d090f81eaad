package dev.cryo.engine.docker;

import java.io.IOException;

/** A way to a daemon. Its {@code toString} is its address as the docker client writes it. */
interface Way {

    /**
     * A new connection.
     *
     * @throws IOException when there is nobody
     * @throws dev.cryo.verb.Problem when the way knows why there is none
     */
    Connection connect() throws IOException;
}
