package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Optional;

/**
 * The records of one image file, one at a time.
 *
 * <p>Source: CRIU's image format. All numbers are 32 bits, little-endian. A file begins with 0x54564319 (or 0x55105940:
 * {@code stats-*} and {@code irmap-cache}) and its type's magic number; {@code inventory.img} with the latter only.
 * Then come records: a length, a protocol buffer message of that length, and what the type puts behind it.
 */
final class ImageStream implements AutoCloseable {

    /** No record of CRIU's comes near: the largest are tables of mappings and seccomp filters. */
    static final int LONGEST_RECORD = 16 << 20;
    /** What is read at once of the bytes behind a record; in a tree they need some six times the room. */
    static final int LONGEST_PAYLOAD = 16 << 20;

    private static final int COMMON = 0x54564319;
    private static final int SERVICE = 0x55105940;

    private final String name;
    private final InputStream in;
    private final ImageType type;
    private final int common;
    private long rest;
    private boolean first = true;

    /** What a file of a type begins with. */
    static byte[] header(ImageType type) {
        var magic = ImageFile.number(type.magic());
        return switch (type) {
            case INVENTORY -> magic;
            case STATS, IRMAP_CACHE -> join(ImageFile.number(SERVICE), magic);
            default -> join(ImageFile.number(COMMON), magic);
        };
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    /** The type that the header of a file tells; nothing where it has none. */
    static Optional<ImageType> typeOf(Images images, String name) {
        try (var channel = images.open(name)) {
            var head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            while (head.hasRemaining() && channel.read(head) >= 0) {}
            head.flip();
            return Arrays.stream(ImageType.values())
                    .filter(type -> {
                        var wanted = ByteBuffer.wrap(header(type));
                        return head.remaining() >= wanted.remaining()
                                && head.slice(0, wanted.remaining()).equals(wanted);
                    })
                    .findFirst();
        } catch (IOException e) {
            throw Damage.unreadable(name, e);
        }
    }

    private ImageStream(String name, InputStream in, long size) {
        this.name = name;
        this.in = in;
        this.rest = size;
        int first = number();
        this.common = first == COMMON || first == SERVICE ? first : 0;
        int magic = common == 0 ? first : number();
        this.type = ImageType.of(magic)
                .filter(found -> (found == ImageType.INVENTORY) == (common == 0))
                .orElseThrow(() -> Problem.failed("'" + name + "' is not an image of CRIU")
                        .evidence("it begins with 0x%08x, which is no magic number that is known".formatted(magic))
                        .remedy("the format is that of CRIU 2.0 and later; check that the file is what it is called"));
    }

    static ImageStream open(Images images, String name) {
        if (!images.names().contains(name)) {
            throw Damage.missing(images, name);
        }
        try {
            var channel = images.open(name);
            try {
                // Most images are small, and there are many: their buffers would cost more than their contents.
                int buffer = Math.clamp(channel.size(), 1, 1 << 16);
                return new ImageStream(
                        name, new BufferedInputStream(Channels.newInputStream(channel), buffer), channel.size());
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw Damage.unreadable(name, e);
        }
    }

    /** As {@link #open}, for a file that must be of this type. */
    static ImageStream open(Images images, String name, ImageType type) {
        var stream = open(images, name);
        if (stream.type == type) {
            return stream;
        }
        var found = stream.type;
        stream.close();
        throw Damage.in(name, "it is an image of type " + found + ", not " + type);
    }

    ImageType type() {
        return type;
    }

    /** The number before the type's own; 0 for none. */
    int common() {
        return common;
    }

    /** The next record, or nothing at the end of the file. */
    Optional<ImageFile.Entry> next() {
        if (rest == 0) {
            return Optional.empty();
        }
        long size = Integer.toUnsignedLong(number());
        var record = take(size, LONGEST_RECORD, "a record");
        var message = Message.of(name, record);
        if (type == ImageType.IPCNS_MSG) {
            return Optional.of(new ImageFile.Entry(record, queue(message)));
        }
        long behind = first ? type.payload(message, rest) : type.laterPayload(message, rest);
        first = false;
        return Optional.of(new ImageFile.Entry(record, take(behind, LONGEST_PAYLOAD, "what stands behind a record")));
    }

    /** The messages of a queue as they stand: qnum = 3 of them, each a record ({@code ipc_msg}: msize = 2) and its text. */
    private Bytes queue(Message queue) {
        var all = new ByteArrayOutputStream();
        for (long i = queue.number(3, 0); i > 0; i--) {
            int size = number();
            var message = take(Integer.toUnsignedLong(size), LONGEST_RECORD, "a message");
            long length = Math.max(Message.of(name, message).number(2, 0), 0);
            var text = take(ImageType.roundUp(length, 8), LONGEST_PAYLOAD, "the text of a message");
            all.writeBytes(ImageFile.number(size));
            all.writeBytes(message.array());
            all.writeBytes(text.array());
            if (all.size() > LONGEST_PAYLOAD) {
                throw Damage.in(name, "a queue is longer than the " + LONGEST_PAYLOAD + " bytes that are read");
            }
        }
        return Bytes.owned(all.toByteArray());
    }

    /** The message of the next record. */
    Optional<Message> nextMessage() {
        return next().map(entry -> Message.of(name, entry.message()));
    }

    private int number() {
        return ByteBuffer.wrap(take(4, 4, "a number").array())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    private Bytes take(long size, int most, String what) {
        if (size < 0 || size > rest) {
            throw Damage.in(
                    name, "%s claims %s bytes where %d are left".formatted(what, Long.toUnsignedString(size), rest));
        }
        if (size > most) {
            throw Damage.in(name, "%s is %d bytes long; %d is the most that is read".formatted(what, size, most));
        }
        try {
            var bytes = in.readNBytes((int) size);
            if (bytes.length < size) {
                throw Damage.in(name, "it ended " + (size - bytes.length) + " bytes early while it was read");
            }
            rest -= size;
            return Bytes.owned(bytes);
        } catch (IOException e) {
            throw Damage.unreadable(name, e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw Damage.unreadable(name, e);
        }
    }
}
