package dev.cryo.criu;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.cryo.criu.Schema.Field;
import dev.cryo.criu.Schema.Shape;
import dev.cryo.verb.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The bytes of a record from the tree that {@link RecordDecoder} made of it, fields ascending. */
final class RecordEncoder {

    private final Schema schema;

    RecordEncoder(Schema schema) {
        this.schema = schema;
    }

    /**
     * The bytes of a record.
     *
     * @throws Problem of kind USAGE when the tree holds what no record of this shape can
     */
    byte[] encode(Shape shape, Map<?, ?> tree) {
        var raw = tree.get(RecordDecoder.RAW);
        if (raw != null) {
            return hex(shape.name(), raw);
        }
        var fields = new TreeMap<Integer, Object>();
        var names = new TreeMap<Integer, Field>();
        tree.forEach((key, value) -> {
            var name = String.valueOf(key);
            var field = shape.byName().get(name);
            if (field != null) {
                fields.put(field.number(), value);
                names.put(field.number(), field);
            } else if (name.matches("#[1-9]\\d{0,8}")) {
                fields.put(Integer.parseInt(name.substring(1)), value);
            } else {
                throw wrong(shape.name() + " has no field '" + name + "'");
            }
        });
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        try {
            for (var entry : fields.entrySet()) {
                var field = names.get(entry.getKey());
                if (field == null) {
                    for (var value : asList(entry.getValue())) {
                        unknown(entry.getKey(), value, out);
                    }
                } else {
                    write(shape, field, entry.getValue(), out);
                }
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException e) {
            throw wrong("a value of " + shape.name() + " is no number: " + e.getMessage());
        }
        return bytes.toByteArray();
    }

    private static List<?> asList(Object value) {
        return value instanceof List<?> list ? list : List.of(value);
    }

    private void write(Shape shape, Field field, Object value, CodedOutputStream out) throws IOException {
        if (field.repeated() != value instanceof List<?>) {
            throw wrong(shape.name() + "." + field.name() + (field.repeated() ? " takes a list" : " takes one value"));
        }
        if (field.form() instanceof NumberForm.Address
                && asList(value).size() == 1
                && asList(value).getFirst() instanceof CharSequence text) {
            var words = ByteBuffer.wrap(AddressText.bytes(text.toString())).order(ByteOrder.LITTLE_ENDIAN);
            while (words.hasRemaining()) {
                out.writeUInt32(field.number(), words.getInt());
            }
            return;
        }
        for (var each : asList(value)) {
            one(shape, field, each, out);
        }
    }

    private void one(Shape shape, Field field, Object value, CodedOutputStream out) throws IOException {
        int number = field.number();
        switch (field.kind()) {
            case MESSAGE -> {
                if (!(value instanceof Map<?, ?> tree)) {
                    throw wrong(shape.name() + "." + field.name() + " takes an object");
                }
                out.writeByteArray(number, encode(schema.message(field.type()), tree));
            }
            case STRING ->
                out.writeByteArray(
                        number,
                        value instanceof Map<?, ?> raw
                                ? hex(field.name(), raw.get(RecordDecoder.RAW))
                                : value.toString().getBytes(StandardCharsets.UTF_8));
            case BYTES ->
                out.writeByteArray(
                        number,
                        field.form() instanceof NumberForm.Quoted
                                ? QuotedText.bytes(value.toString())
                                : base64(field.name(), value));
            case BOOL -> out.writeBool(number, Boolean.TRUE.equals(value));
            case INT32, ENUM -> out.writeInt32(number, (int) field.form().read(value));
            case UINT32 -> out.writeUInt32(number, (int) field.form().read(value));
            case SINT32 -> out.writeSInt32(number, (int) field.form().read(value));
            case INT64 -> out.writeInt64(number, field.form().read(value));
            case UINT64 -> out.writeUInt64(number, field.form().read(value));
            case SINT64 -> out.writeSInt64(number, field.form().read(value));
            case FIXED64 -> out.writeFixed64(number, field.form().read(value));
        }
    }

    private static void unknown(int number, Object value, CodedOutputStream out) throws IOException {
        var plain = new NumberForm.Plain();
        if (!(value instanceof Map<?, ?> tree)) {
            out.writeUInt64(number, plain.read(value));
            return;
        }
        for (var entry : tree.entrySet()) {
            var content = entry.getValue();
            switch (String.valueOf(entry.getKey())) {
                case RecordDecoder.FIXED64 -> out.writeFixed64(number, plain.read(content));
                case RecordDecoder.FIXED32 -> {
                    out.writeTag(number, WireFormat.WIRETYPE_FIXED32);
                    out.writeFixed32NoTag((int) plain.read(content));
                }
                case RecordDecoder.RAW -> out.writeByteArray(number, hex("#" + number, content));
                default -> throw wrong("field #" + number + " has no '" + entry.getKey() + "'");
            }
        }
    }

    static byte[] hex(String what, @Nullable Object value) {
        try {
            return HexFormat.of().parseHex(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw wrong("the bytes of " + what + " are not hexadecimal");
        }
    }

    static byte[] base64(String what, @Nullable Object value) {
        try {
            return Base64.getMimeDecoder().decode(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw wrong("the bytes of " + what + " are not base64");
        }
    }

    static Problem wrong(String what) {
        return Problem.usage("this is no image as 'decode' writes them: " + what);
    }
}
