package dev.cryo.engine.docker;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A port of a machine; plain, or with TLS. */
record TcpWay(String host, int port, Optional<Tls> tls) implements Way {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public Connection connect() throws IOException {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("no machine is called '" + host + "'");
        }
        var plain = new Socket();
        try {
            plain.connect(address, (int) PATIENCE.toMillis());
            plain.setTcpNoDelay(true);
            return new Open(tls.isPresent() ? wrap(plain, tls.get()) : plain, toString());
        } catch (SSLException e) {
            plain.close();
            throw tlsFailed(toString(), e);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Socket wrap(Socket plain, Tls tls) throws IOException {
        var socket = (SSLSocket) tls.context().getSocketFactory().createSocket(plain, host, port, true);
        if (tls.verify()) {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    static Problem tlsFailed(String where, SSLException failure) {
        return Problem.failed("the engine and Cryo do not agree on TLS")
                .evidence(where + ": " + failure.getMessage())
                .remedy("it takes ca.pem, cert.pem and key.pem that fit that engine, in the folder that DOCKER_CERT_PATH"
                        + " names or in the docker context; the certificate must name the host as you wrote it")
                .cause(failure);
    }

    @Override
    public String toString() {
        return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private record Open(Socket socket, String where, InputStream in, OutputStream out) implements Connection {

        Open(Socket socket, String where) throws IOException {
            this(socket, where, socket.getInputStream(), socket.getOutputStream());
        }

        @Override
        public void endOutput() throws IOException {
            socket.shutdownOutput();
        }

        /** A server tells that it does not like our certificate when the handshake is already over (TLS 1.3). */
        @Override
        public Optional<Problem> explain(IOException failure) {
            return failure instanceof SSLException tls ? Optional.of(tlsFailed(where, tls)) : Optional.empty();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
