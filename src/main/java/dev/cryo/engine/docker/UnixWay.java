package dev.cryo.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A socket of this machine. */
record UnixWay(Path socket) implements Way {

    @Override
    public Connection connect() throws IOException {
        return new Open(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    @Override
    public String toString() {
        return "unix://" + socket;
    }

    private record Open(SocketChannel channel) implements Connection {

        @Override
        public InputStream in() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream out() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void endOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
