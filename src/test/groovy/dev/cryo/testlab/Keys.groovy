package dev.cryo.testlab

import javax.net.ssl.KeyManagerFactory
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLServerSocket
import javax.net.ssl.TrustManagerFactory
import javax.net.ServerSocketFactory
import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyStore
import java.security.cert.CertificateFactory

/** A self-made authority, a server for 127.0.0.1 and a client that trust it, made by openssl in a folder. */
class Keys {

    /** As DOCKER_CERT_PATH has it: ca.pem, cert.pem, key.pem. */
    final Path client
    private final Path folder

    Keys(Path folder) {
        this.folder = Files.createDirectories(folder)
        this.client = Files.createDirectories(folder.resolve('client'))
        openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=a test authority',
                '-keyout', 'ca.key', '-out', 'client/ca.pem')
        signed('server', 'server.key', 'server.pem', 'IP:127.0.0.1,DNS:localhost')
        signed('client', 'client/key.pem', 'client/cert.pem', 'DNS:client')
        openssl('pkcs12', '-export', '-inkey', 'server.key', '-in', 'server.pem', '-passout', 'pass:secret',
                '-out', 'server.p12')
    }

    private void signed(String name, String key, String certificate, String alternative) {
        openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', "/CN=$name".toString(),
                '-CA', 'client/ca.pem', '-CAkey', 'ca.key', '-addext', "subjectAltName=$alternative".toString(),
                '-addext', 'basicConstraints=critical,CA:FALSE', '-keyout', key, '-out', certificate)
    }

    /** Runs openssl in the folder. */
    String openssl(String... words) {
        def process = new ProcessBuilder(['openssl', *words]).directory(folder.toFile()).redirectErrorStream(true).start()
        def said = process.inputStream.text
        assert process.waitFor() == 0: said
        said
    }

    /** Sockets that show the server's certificate, and want the client's. */
    ServerSocketFactory server() {
        def store = KeyStore.getInstance('PKCS12')
        folder.resolve('server.p12').toFile().withInputStream { store.load(it, 'secret'.toCharArray()) }
        def keys = KeyManagerFactory.getInstance(KeyManagerFactory.defaultAlgorithm)
        keys.init(store, 'secret'.toCharArray())
        def trusted = KeyStore.getInstance('PKCS12')
        trusted.load(null, null)
        client.resolve('ca.pem').toFile().withInputStream {
            trusted.setCertificateEntry('ca', CertificateFactory.getInstance('X.509').generateCertificate(it))
        }
        def trust = TrustManagerFactory.getInstance(TrustManagerFactory.defaultAlgorithm)
        trust.init(trusted)
        def context = SSLContext.getInstance('TLS')
        context.init(keys.keyManagers, trust.trustManagers, null)
        new Demanding(context.serverSocketFactory)
    }

    private static class Demanding extends ServerSocketFactory {
        private final ServerSocketFactory factory

        Demanding(ServerSocketFactory factory) {
            this.factory = factory
        }

        private static ServerSocket demand(ServerSocket socket) {
            (socket as SSLServerSocket).needClientAuth = true
            socket
        }

        @Override
        ServerSocket createServerSocket(int port) {
            demand(factory.createServerSocket(port))
        }

        @Override
        ServerSocket createServerSocket(int port, int backlog) {
            demand(factory.createServerSocket(port, backlog))
        }

        @Override
        ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
            demand(factory.createServerSocket(port, backlog, address))
        }
    }
}
