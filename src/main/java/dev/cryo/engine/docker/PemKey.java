package dev.cryo.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A private key in PEM: PKCS#8 ({@code PRIVATE KEY}), and the two older forms that openssl writes, which the JDK knows
 * only inside of PKCS#8.
 */
final class PemKey {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----(.*?)-----END \\1PRIVATE KEY-----", Pattern.DOTALL);

    /** AlgorithmIdentifier of RSA: 1.2.840.113549.1.1.1, NULL. */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    /** 1.2.840.10045.2.1, the curve's own identifier to follow. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;

    private PemKey() {}

    /** @param partner the public key of its certificate: it tells the kind */
    static PrivateKey read(String pem, PublicKey partner) throws IOException, GeneralSecurityException {
        var block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IOException("key.pem holds no private key");
        }
        if (block.group(1).startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
            throw new IOException("key.pem is encrypted, and nobody can be asked for its password");
        }
        var der = Base64.getMimeDecoder().decode(block.group(2));
        var pkcs8 =
                switch (block.group(1)) {
                    case "" -> der;
                    case "RSA " -> wrap(RSA, der);
                    case "EC " -> wrap(tagged(SEQUENCE, concat(EC, curve(pem, der))), der);
                    default -> throw new IOException("key.pem holds a key of a kind unknown here");
                };
        return KeyFactory.getInstance(partner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return tagged(SEQUENCE, concat(VERSION_0, algorithm, tagged(OCTETS, key)));
    }

    /** The curve's identifier: openssl writes it before the key, or into it as its part [0] (RFC 5915). */
    private static byte[] curve(String pem, byte[] key) throws IOException {
        var before = Pattern.compile("-----BEGIN EC PARAMETERS-----([^-]*)-----").matcher(pem);
        if (before.find()) {
            return Base64.getMimeDecoder().decode(before.group(1));
        }
        for (int i = 0; i + 4 < key.length; i++) {
            int length = key[i + 1];
            // [0] { OBJECT IDENTIFIER }: two lengths that fit one into the other, behind a key of random octets.
            if ((key[i] & 0xff) == 0xa0 && key[i + 2] == 6 && length == key[i + 3] + 2 && i + 2 + length <= key.length) {
                return Arrays.copyOfRange(key, i + 2, i + 2 + length);
            }
        }
        throw new IOException("key.pem does not name its curve");
    }

    private static byte[] tagged(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >>> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
