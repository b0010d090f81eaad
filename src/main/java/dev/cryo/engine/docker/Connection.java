package dev.cryo.engine.docker;

import dev.cryo.verb.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** A two-way stream to a daemon. Closing it ends whoever reads or writes it in another thread. */
interface Connection extends Closeable {

    InputStream in();

    OutputStream out();

    /** Says that nothing more will be written; what the daemon writes can still be read. */
    void endOutput() throws IOException;

    /** What lies behind a failure of this connection, where its way knows more than the exception tells. */
    default Optional<Problem> explain(IOException failure) {
        return Optional.empty();
    }
}
