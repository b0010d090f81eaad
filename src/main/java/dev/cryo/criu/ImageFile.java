package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One image file as its records, before anyone says what they mean: the layer on which typed readers stand, and on
 * which an image is written back byte for byte ({@link #encode}).
 *
 * @param common the number before the type's own; 0 for none
 */
public record ImageFile(String name, ImageType type, int common, List<Entry> entries) {

    /** All of a file's records in memory; page maps can be longer and are read one by one instead. */
    private static final int LARGEST = 64 << 20;

    public ImageFile {
        entries = List.copyOf(entries);
    }

    /**
     * A record.
     *
     * @param message a protocol buffer message
     * @param payload the bytes behind it, of types that have some
     */
    public record Entry(Bytes message, Bytes payload) {
        private long size() {
            return 4L + message.length() + payload.length();
        }
    }

    /**
     * Reads {@code name} of {@code images}.
     *
     * @throws Problem when it is missing, damaged, of no known type, or larger than 64 MiB
     */
    public static ImageFile read(Images images, String name) {
        try (var stream = ImageStream.open(images, name)) {
            var entries = new ArrayList<Entry>();
            long total = 0;
            for (var next = stream.next(); next.isPresent(); next = stream.next()) {
                // A record costs some 100 bytes of objects beside its own, so empty ones count as well.
                total += next.get().size() + 100;
                if (total > LARGEST) {
                    throw Damage.in(name, "it is larger than the " + LARGEST + " bytes that are read at once");
                }
                entries.add(next.get());
            }
            return new ImageFile(name, stream.type(), stream.common(), entries);
        }
    }

    /** The file's bytes: those that were read, if nothing was changed. */
    public Bytes encode() {
        var out = new ByteArrayOutputStream();
        if (common != 0) {
            out.writeBytes(number(common));
        }
        out.writeBytes(number(type.magic()));
        for (var entry : entries) {
            out.writeBytes(number(entry.message().length()));
            out.writeBytes(entry.message().array());
            out.writeBytes(entry.payload().array());
        }
        return Bytes.owned(out.toByteArray());
    }

    /** A number as it stands in image files. */
    static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    /** The only record of an image that has one. */
    static Message only(Images images, String name, ImageType type) {
        try (var stream = ImageStream.open(images, name, type)) {
            var message = stream.nextMessage().orElseThrow(() -> Damage.in(name, "it holds no record"));
            if (stream.next().isPresent()) {
                throw Damage.in(name, "it holds more than one record");
            }
            return message;
        }
    }

    /** As {@link #only}, where the file may be missing. */
    static Optional<Message> onlyIfThere(Images images, String name, ImageType type) {
        return images.names().contains(name) ? Optional.of(only(images, name, type)) : Optional.empty();
    }
}
