package dev.cryo.engine.docker;

import dev.cryo.verb.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS as the docker client has it: a folder with {@code ca.pem} (whom to trust), {@code cert.pem} and {@code key.pem}
 * (who we are). What is missing there is not used; without {@code ca.pem} the JDK's authorities count.
 *
 * @param verify whether the engine must prove who it is
 */
record Tls(SSLContext context, boolean verify) {

    private static final char[] NO_PASSWORD = new char[0];

    static Tls of(Path folder, boolean verify) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(identity(folder), verify ? trusted(folder) : new TrustManager[] {new TrustAnybody()}, null);
            return new Tls(context, verify);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw Problem.failed("the keys for the engine's TLS cannot be used")
                    .evidence(folder + ": " + e.getMessage())
                    .remedy("ca.pem, cert.pem and key.pem there must be PEM files as 'docker context create' takes them")
                    .cause(e);
        }
    }

    private static TrustManager[] trusted(Path folder) throws IOException, GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var file = folder.resolve("ca.pem");
        if (!Files.exists(file)) {
            factory.init((KeyStore) null);
            return factory.getTrustManagers();
        }
        var authorities = emptyStore();
        int number = 0;
        for (var certificate : certificates(file)) {
            authorities.setCertificateEntry("ca" + number++, certificate);
        }
        factory.init(authorities);
        return factory.getTrustManagers();
    }

    private static KeyManager[] identity(Path folder) throws IOException, GeneralSecurityException {
        var certificate = folder.resolve("cert.pem");
        var key = folder.resolve("key.pem");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return new KeyManager[0];
        }
        var chain = new ArrayList<Certificate>(certificates(certificate));
        var store = emptyStore();
        store.setKeyEntry(
                "client",
                PemKey.read(Files.readString(key, StandardCharsets.ISO_8859_1), chain.getFirst().getPublicKey()),
                NO_PASSWORD,
                chain.toArray(Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        var found = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        if (found.isEmpty()) {
            throw new IOException(file.getFileName() + " holds no certificate");
        }
        return List.copyOf(found);
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    /** What {@code SkipTLSVerify} in a context, and {@code DOCKER_TLS} without {@code DOCKER_TLS_VERIFY}, ask for. */
    private static final class TrustAnybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
