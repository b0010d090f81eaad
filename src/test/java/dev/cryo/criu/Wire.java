package dev.cryo.criu;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes messages and images for tests, field by field. */
final class Wire {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private interface Write {
        void to(CodedOutputStream out) throws IOException;
    }

    private Wire put(Write write) {
        var coded = CodedOutputStream.newInstance(out);
        try {
            write.to(coded);
            coded.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Wire number(int field, long value) {
        return put(coded -> coded.writeUInt64(field, value));
    }

    Wire bytes(int field, byte[] value) {
        return put(coded -> coded.writeByteArray(field, value));
    }

    Wire text(int field, String value) {
        return put(coded -> coded.writeString(field, value));
    }

    Wire message(int field, Wire value) {
        return bytes(field, value.bytes());
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** An image file with these records. */
    static byte[] image(ImageType type, Wire... records) {
        var file = new ByteArrayOutputStream();
        if (type != ImageType.INVENTORY) {
            file.writeBytes(word(0x54564319));
        }
        file.writeBytes(word(type.magic()));
        Arrays.stream(records).map(Wire::bytes).forEach(record -> {
            file.writeBytes(word(record.length));
            file.writeBytes(record);
        });
        return file.toByteArray();
    }

    static byte[] word(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
