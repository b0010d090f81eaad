package dev.cryo.criu;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes as a value: immutable, equal when their contents are. */
public final class Bytes {

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** A copy of {@code array}. */
    public static Bytes of(byte[] array) {
        return new Bytes(array.clone());
    }

    /** {@code array} itself, which the caller gives away. */
    static Bytes owned(byte[] array) {
        return new Bytes(array);
    }

    public int length() {
        return array.length;
    }

    public byte at(int index) {
        return array[index];
    }

    /** A copy. */
    public byte[] toArray() {
        return array.clone();
    }

    /** A copy of the bytes from {@code start} up to {@code end}, which is not included. */
    public Bytes slice(int start, int end) {
        return new Bytes(Arrays.copyOfRange(array, start, end));
    }

    public String hex() {
        return HexFormat.of().formatHex(array);
    }

    /** As UTF-8; what is not UTF-8 becomes U+FFFD. Nothing is escaped. */
    public String text() {
        return new String(array, StandardCharsets.UTF_8);
    }

    /** One character for each byte (Latin-1): no byte is lost, and indices are offsets. */
    public String latin1() {
        return new String(array, StandardCharsets.ISO_8859_1);
    }

    /** The array itself, for readers inside this room that do not keep or change it. */
    byte[] array() {
        return array;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** Hexadecimal, so that it is safe to show. */
    @Override
    public String toString() {
        return hex();
    }
}
