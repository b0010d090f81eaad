package dev.cryo.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 to a daemon over the JDK's own unix sockets, one connection a request. Unlike docker-java's transports it
 * passes on the end of an exec's standard input (docker-java#1684) and costs nothing to load.
 */
final class SocketHttpClient implements DockerHttpClient {

    private final Path socket;

    SocketHttpClient(Path socket) {
        this.socket = socket;
    }

    @Override
    public Response execute(Request request) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            send(request, Channels.newOutputStream(channel));
            var response = SocketHttpResponse.read(channel);
            if (request.hijackedInput() != null) {
                pump(request.hijackedInput(), channel);
            }
            return response;
        } catch (IOException e) {
            close(channel, e);
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close(channel, e);
            throw e;
        }
    }

    private static void close(@Nullable SocketChannel channel, Exception reason) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static void send(Request request, OutputStream out) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Host", "docker");
        headers.put("Connection", request.hijackedInput() == null ? "close" : "Upgrade");
        if (request.hijackedInput() != null) {
            headers.put("Upgrade", "tcp");
        }
        headers.putAll(request.headers());
        var bytes = request.bodyBytes();
        var stream = bytes == null ? request.body() : null;
        if (bytes != null) {
            headers.put("Content-Length", Integer.toString(bytes.length));
        } else if (stream != null) {
            headers.put("Transfer-Encoding", "chunked");
        } else if (!request.method().equals("GET")) {
            headers.put("Content-Length", "0");
        }
        var head = new StringBuilder(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        if (bytes != null) {
            out.write(bytes);
        } else if (stream != null) {
            sendChunks(stream, out);
        }
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
    private static void pump(InputStream input, SocketChannel channel) {
        Thread.ofVirtual().start(() -> {
            try {
                input.transferTo(Channels.newOutputStream(channel));
                channel.shutdownOutput();
            } catch (IOException e) {
                // The command ended before its input did: its exit status tells.
            }
        });
    }

    @Override
    public void close() {}
}
