package dev.cryo.engine;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A script that is running on the engine host. Its standard input is its lifeline: closing it tells the script that
 * nobody waits for it any more.
 */
public interface HostProcess extends AutoCloseable {

    /** The next line it prints; empty at its end. Blocks until there is one. */
    Optional<String> line();

    /** Sends it a line; one that has ended already does not mind. */
    void say(String line);

    /** All that it prints, as bytes; for a script that does not speak in lines, instead of {@link #line}. */
    InputStream output();

    /** Its standard input, as bytes; closing it is its end. */
    OutputStream input();

    /** Waits for its end and answers what it printed since the last {@link #line}, and all that it said on stderr. */
    HostResult finish();

    /** Closes its standard input, and waits for its end. */
    @Override
    void close();
}
