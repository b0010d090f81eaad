package dev.cryo.store.pages;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** The sums that the store goes by: SHA-256 names a page, CRC-32C finds what was damaged by chance. */
public final class Sum {

    /** Bytes of a SHA-256. */
    public static final int HASH = 32;

    private Sum() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Of what remains in the buffer, which stays as it is. */
    public static int crc32c(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
