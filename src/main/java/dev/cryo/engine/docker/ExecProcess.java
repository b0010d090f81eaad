package dev.cryo.engine.docker;

import dev.cryo.engine.SpokenProcess;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command that a daemon runs in a container, attached to Cryo by one connection. */
final class ExecProcess extends SpokenProcess {

    private static final int NO_STATUS = -1;

    private final DockerApi api;
    private final String id;
    private final Connection connection;
    private final Frames frames;

    private ExecProcess(DockerApi api, String id, Connection connection, Frames frames) {
        super(frames, new Input(connection));
        this.api = api;
        this.id = id;
        this.connection = connection;
        this.frames = frames;
    }

    static ExecProcess of(DockerApi api, String id, Connection connection, InputStream answer) {
        return new ExecProcess(api, id, connection, new Frames(answer));
    }

    /** The daemon ends its answer when the command has ended. */
    @Override
    protected int await() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            var state = api.get("/exec/" + id + "/json");
            return state.path("Running").asBoolean() ? NO_STATUS : state.path("ExitCode").asInt(NO_STATUS);
        } catch (DockerApi.Refusal e) {
            return NO_STATUS; // its container was taken away under it
        }
    }

    @Override
    protected List<String> errors() {
        return frames.errors();
    }

    /** Closing it is the end of the command's input, while its output goes on. */
    private static final class Input extends FilterOutputStream {
        private final Connection connection;

        Input(Connection connection) {
            super(connection.out());
            this.connection = connection;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            out.flush();
            connection.endOutput();
        }
    }

    /** Standard output out of the daemon's frames; standard error is kept aside. */
    private static final class Frames extends InputStream {
        private static final int HEADER = 8;
        private static final int KEPT_ERRORS = 64 << 10;
        private static final int STDERR = 2;

        private final InputStream in;
        private final StringBuilder errors = new StringBuilder();
        private long left;

        Frames(InputStream in) {
            this.in = in;
        }

        synchronized List<String> errors() {
            return errors.toString().lines().toList();
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (left == 0) {
                if (!nextFrame()) {
                    return -1;
                }
            }
            int n = in.read(bytes, offset, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException("the connection broke off in the middle of a frame");
            }
            left -= n;
            return n;
        }

        /** Reads up to the bytes of the next frame of standard output. */
        private boolean nextFrame() throws IOException {
            var header = in.readNBytes(HEADER);
            if (header.length < HEADER) {
                return false;
            }
            long size = 0;
            for (int i = 4; i < HEADER; i++) {
                size = (size << 8) | (header[i] & 0xff);
            }
            if (header[0] == STDERR) {
                keep(size);
            } else {
                left = size;
            }
            return true;
        }

        private void keep(long size) throws IOException {
            var buffer = new byte[4096];
            for (long rest = size; rest > 0; ) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
                if (n < 0) {
                    throw new EOFException("the connection broke off in the middle of a frame");
                }
                rest -= n;
                synchronized (this) {
                    if (errors.length() < KEPT_ERRORS) {
                        errors.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                    }
                }
            }
        }
    }
}
