package dev.cryo.criu;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One protocol buffer message, whose fields are looked up by number in its bytes. Nothing is decoded ahead, so what a
 * hostile message costs is bounded by its own length, and fields that nobody asks for do not matter.
 *
 * <p>Every look-up walks over the whole message and throws a {@link Problem} when that is malformed. A field that may
 * occur once counts by its last occurrence, as protocol buffers have it. Nesting is as deep as the caller descends.
 */
final class Message {

    private final String image;
    private final byte[] array;
    private final int offset;
    private final int length;

    private Message(String image, byte[] array, int offset, int length) {
        this.image = image;
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /**
     * @param image the file that it stands in, for messages about it
     */
    static Message of(String image, Bytes bytes) {
        return new Message(image, bytes.array(), 0, bytes.length());
    }

    /** The file that it stands in. */
    String image() {
        return image;
    }

    /** A number (varint or fixed width); {@code int32} and {@code enum} in two's complement. */
    OptionalLong number(int field) {
        var last = new Last();
        numbers(field, last);
        return last.seen ? OptionalLong.of(last.value) : OptionalLong.empty();
    }

    long number(int field, long fallback) {
        return number(field).orElse(fallback);
    }

    /** A number that CRIU always writes. */
    long required(int field) {
        return number(field).orElseThrow(() -> damaged("field " + field + " is missing"));
    }

    /** A required number that names a thing: a pid, a descriptor, an id; 32 bits, shown unsigned. */
    int id(int field) {
        long value = required(field);
        if (value >>> 32 != 0) {
            throw damaged("field " + field + " is " + Long.toUnsignedString(value) + ", more than 32 bits hold");
        }
        return (int) value;
    }

    boolean flag(int field) {
        return number(field, 0) != 0;
    }

    /** Each number of a repeated field, packed or not. */
    void numbers(int field, LongConsumer to) {
        each(field, (type, in) -> {
            if (type == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                int outer = in.pushLimit(in.readRawVarint32());
                while (!in.isAtEnd()) {
                    to.accept(in.readRawVarint64());
                }
                in.popLimit(outer);
            } else {
                to.accept(single(field, type, in));
            }
        });
    }

    private long single(int field, int type, CodedInputStream in) throws IOException {
        return switch (type) {
            case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
            case WireFormat.WIRETYPE_FIXED64 -> in.readRawLittleEndian64();
            case WireFormat.WIRETYPE_FIXED32 -> Integer.toUnsignedLong(in.readRawLittleEndian32());
            default -> throw damaged("field " + field + " is no number");
        };
    }

    Optional<Message> message(int field) {
        var last = new ArrayList<Message>(1);
        messages(field, message -> {
            last.clear();
            last.add(message);
        });
        return last.stream().findFirst();
    }

    /** Each message of a repeated field. */
    void messages(int field, Consumer<Message> to) {
        each(field, (type, in) -> {
            if (type != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                throw damaged("field " + field + " is no message");
            }
            int size = in.readRawVarint32();
            int start = offset + in.getTotalBytesRead();
            in.skipRawBytes(size);
            to.accept(new Message(image, array, start, size));
        });
    }

    /** The contents of a string or bytes field. */
    Optional<Bytes> bytes(int field) {
        return message(field).map(inner -> {
            var copy = new byte[inner.length];
            System.arraycopy(inner.array, inner.offset, copy, 0, inner.length);
            return Bytes.owned(copy);
        });
    }

    /** As {@link Bytes#text}. */
    Optional<String> text(int field) {
        return bytes(field).map(Bytes::text);
    }

    List<Message> messages(int field) {
        var all = new ArrayList<Message>();
        messages(field, all::add);
        return all;
    }

    Problem damaged(String evidence) {
        return Damage.in(image, evidence);
    }

    private interface Taker {
        void take(int wireType, CodedInputStream in) throws IOException;
    }

    private static final class Last implements LongConsumer {
        private boolean seen;
        private long value;

        @Override
        public void accept(long number) {
            seen = true;
            value = number;
        }
    }

    private void each(int field, Taker taker) {
        var in = CodedInputStream.newInstance(array, offset, length);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == field) {
                    taker.take(WireFormat.getTagWireType(tag), in);
                } else if (!in.skipField(tag)) {
                    throw damaged("a group ends that never began");
                }
            }
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage())).cause(e);
        }
    }
}
