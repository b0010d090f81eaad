package dev.cryo.forensics;

import dev.cryo.criu.Bytes;

/** As what memory is read: little-endian, as x86-64 and most other machines of CRIU's have it. */
public enum Unit {
    BYTES(16),
    U8(1),
    U16(2),
    U32(4),
    U64(8),
    I8(1),
    I16(2),
    I32(4),
    I64(8),
    F32(4),
    F64(8),
    POINTER(8);

    private final int step;

    Unit(int step) {
        this.step = step;
    }

    /** How many bytes a line takes. */
    int step() {
        return step;
    }

    /** Up to eight bytes as a number, without a sign. */
    static long little(Bytes bytes) {
        long value = 0;
        for (int i = Math.min(bytes.length(), 8) - 1; i >= 0; i--) {
            value = value << 8 | (bytes.at(i) & 0xff);
        }
        return value;
    }

    /** The value in words. */
    String show(Bytes bytes) {
        if (this == BYTES || bytes.length() < step) {
            return bytes.hex().replaceAll("..(?!$)", "$0 ");
        }
        long value = little(bytes);
        return switch (this) {
            case I8 -> Byte.toString((byte) value);
            case I16 -> Short.toString((short) value);
            case I32 -> Integer.toString((int) value);
            case I64 -> Long.toString(value);
            case F32 -> Float.toString(Float.intBitsToFloat((int) value));
            case F64 -> Double.toString(Double.longBitsToDouble(value));
            case POINTER -> "0x" + Long.toHexString(value);
            default -> Long.toUnsignedString(value);
        };
    }
}
