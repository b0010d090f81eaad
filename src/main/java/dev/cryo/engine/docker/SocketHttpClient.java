package dev.cryo.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.cryo.verb.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 to a daemon over any {@link Way}, one connection a request. Unlike docker-java's transports it passes on the
 * end of an exec's standard input (docker-java#1684) and costs nothing to load.
 */
final class SocketHttpClient implements DockerHttpClient {

    private final Way way;

    SocketHttpClient(Way way) {
        this.way = way;
    }

    /** The connection stood, and ended before the answer. */
    static final class BrokenOff extends UncheckedIOException {
        BrokenOff(IOException cause) {
            super(cause);
        }
    }

    @Override
    public Response execute(Request request) {
        var opened = exchange(request);
        if (request.hijackedInput() != null) {
            pump(request.hijackedInput(), opened.connection());
        }
        return opened.response();
    }

    /** A connection whose request was answered; after an upgrade both sides go on talking. */
    record Exchange(Connection connection, SocketHttpResponse response) {}

    /** Sends a request, as one for an upgrade if it has a hijacked input, and reads the head of the answer. */
    Exchange exchange(Request request) {
        Connection connection = null;
        try {
            connection = way.connect();
            send(request, connection.out());
            return new Exchange(connection, SocketHttpResponse.read(connection));
        } catch (IOException e) {
            var known = connection == null ? Optional.<Problem>empty() : connection.explain(e);
            var raw = connection == null ? new UncheckedIOException(e) : new BrokenOff(e);
            close(connection, e);
            throw known.map(RuntimeException.class::cast).orElse(raw);
        } catch (RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    private static void close(@Nullable Connection connection, Exception reason) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static void send(Request request, OutputStream stream) throws IOException {
        var out = new BufferedOutputStream(stream, 1 << 16);
        var headers = new LinkedHashMap<String, String>();
        headers.put("Host", "docker");
        headers.put("Connection", request.hijackedInput() == null ? "close" : "Upgrade");
        if (request.hijackedInput() != null) {
            headers.put("Upgrade", "tcp");
        }
        headers.putAll(request.headers());
        var bytes = request.bodyBytes();
        var body = bytes == null ? request.body() : null;
        if (bytes != null) {
            headers.put("Content-Length", Integer.toString(bytes.length));
        } else if (body != null) {
            headers.put("Transfer-Encoding", "chunked");
        } else if (!request.method().equals("GET")) {
            headers.put("Content-Length", "0");
        }
        var head = new StringBuilder(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        if (bytes != null) {
            out.write(bytes);
        } else if (body != null) {
            sendChunks(body, out);
        }
        out.flush();
    }

    private static void sendChunks(InputStream body, OutputStream out) throws IOException {
        var buffer = new byte[1 << 16];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (n > 0) {
                out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(buffer, 0, n);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Copies standard input to the command, and then its end. */
    private static void pump(InputStream input, Connection connection) {
        Thread.ofVirtual().start(() -> {
            try {
                var out = connection.out();
                var buffer = new byte[1 << 14];
                for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
                    out.write(buffer, 0, n);
                    out.flush(); // somebody may be typing
                }
                connection.endOutput();
            } catch (IOException e) {
                // The command ended before its input did: its exit status tells.
            }
        });
    }

    @Override
    public void close() throws IOException {
        way.close();
    }
}
