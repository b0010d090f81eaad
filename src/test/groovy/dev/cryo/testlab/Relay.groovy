package dev.cryo.testlab

import javax.net.ServerSocketFactory
import java.nio.channels.Channels
import java.nio.channels.SocketChannel
import java.nio.file.Path

/** A port of 127.0.0.1 behind which a unix socket listens; what one side ends, ends at the other, each direction for itself. */
class Relay implements AutoCloseable {

    private final ServerSocket server
    private final Path target

    Relay(Path target, ServerSocketFactory factory = ServerSocketFactory.default) {
        this.target = target
        this.server = factory.createServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
        Thread.ofVirtual().start(this::accept)
    }

    int port() {
        server.localPort
    }

    private void accept() {
        while (!server.closed) {
            try {
                def client = server.accept()
                Thread.ofVirtual().start { serve(client) }
            } catch (IOException ignored) {
                // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client; def daemon = SocketChannel.open(UnixDomainSocketAddress.of(target))) {
            def back = Thread.ofVirtual().start {
                quietly {
                    copy(Channels.newInputStream(daemon), client.outputStream)
                    client.shutdownOutput()
                }
            }
            copy(client.inputStream, Channels.newOutputStream(daemon))
            quietly { daemon.shutdownOutput() }
            back.join()
        } catch (IOException ignored) {
            // One of the two is gone, and so is the other then.
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        quietly {
            def buffer = new byte[1 << 16]
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n)
                to.flush()
            }
        }
    }

    private static void quietly(Closure<?> work) {
        try {
            work()
        } catch (IOException ignored) {
            // The other side has gone.
        }
    }

    @Override
    void close() {
        server.close()
    }
}
