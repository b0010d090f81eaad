package dev.cryo.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys in the forms in which openssl writes them; each must sign what its certificate verifies. */
class PemKeyTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "genrsa -out key.pem 2048 | PRIVATE KEY | SHA256withRSA",
                "genrsa -traditional -out key.pem 2048 | RSA PRIVATE KEY | SHA256withRSA",
                "ecparam -name prime256v1 -genkey -out key.pem | EC PARAMETERS | SHA256withECDSA",
                "ecparam -name secp384r1 -genkey -noout -out key.pem | EC PRIVATE KEY | SHA256withECDSA",
                "genpkey -algorithm ed25519 -out key.pem | PRIVATE KEY | Ed25519",
            })
    void readsWhatOpensslWrites(String command, String header, String algorithm) throws Exception {
        openssl(command);
        openssl("req -x509 -key key.pem -days 1 -subj /CN=x -out cert.pem");
        var pem = Files.readString(folder.resolve("key.pem"));
        assertTrue(pem.startsWith("-----BEGIN " + header), pem.lines().findFirst().orElse(""));
        var certified = certified();

        var signature = Signature.getInstance(algorithm);
        signature.initSign(PemKey.read(pem, certified));
        signature.update("text".getBytes(StandardCharsets.UTF_8));
        var signed = signature.sign();
        signature.initVerify(certified);
        signature.update("text".getBytes(StandardCharsets.UTF_8));
        assertTrue(signature.verify(signed));
    }

    @Test
    void refusesAnEncryptedKeyAndWhatIsNone() throws Exception {
        openssl("req -x509 -newkey rsa:2048 -days 1 -subj /CN=x -passout pass:secret -keyout key.pem -out cert.pem");
        var certified = certified();
        var pem = Files.readString(folder.resolve("key.pem"));
        assertTrue(String.valueOf(assertThrows(IOException.class, () -> PemKey.read(pem, certified))
                        .getMessage())
                .contains("encrypted"));
        assertThrows(IOException.class, () -> PemKey.read("", certified));
        openssl("rsa -in key.pem -passin pass:secret -traditional -aes128 -passout pass:secret -out old.pem");
        var old = Files.readString(folder.resolve("old.pem"));
        assertTrue(String.valueOf(assertThrows(IOException.class, () -> PemKey.read(old, certified))
                        .getMessage())
                .contains("encrypted"));
    }

    private PublicKey certified() throws Exception {
        try (var in = Files.newInputStream(folder.resolve("cert.pem"))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
        }
    }

    private void openssl(String words) throws Exception {
        var process = new ProcessBuilder(("openssl " + words).split(" ", -1))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
