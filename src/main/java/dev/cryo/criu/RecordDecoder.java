package dev.cryo.criu;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.cryo.criu.Schema.Field;
import dev.cryo.criu.Schema.Kind;
import dev.cryo.criu.Schema.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * A record as a tree of names and values, written as {@code crit show} writes them. What the schema does not know is
 * kept under its number ({@code #17}); what cannot be taken apart stands as its bytes ({@link #RAW}).
 */
final class RecordDecoder {

    /** The name under which bytes stand that are no message of the schema, in hexadecimal. */
    static final String RAW = "#bytes";
    /** Number of an unknown field that has a fixed width. */
    static final String FIXED64 = "#fixed64";

    static final String FIXED32 = "#fixed32";

    /** CRIU's own messages nest some ten deep; folders of cgroups and AppArmor's namespaces as deep as they are. */
    private static final int DEEPEST = 64;

    /** What one record may become; each value costs some hundred bytes here. */
    private static final int MOST_VALUES = 400_000;

    private final Schema schema;
    private int values;

    RecordDecoder(Schema schema) {
        this.schema = schema;
    }

    /** The tree of a record. */
    SequencedMap<String, Object> decode(Shape shape, Bytes record) {
        values = 0;
        return decode(shape, record.array(), 0, record.length(), false, 0);
    }

    /** How many values the last record had. */
    int values() {
        return values;
    }

    private static SequencedMap<String, Object> raw(byte[] array, int offset, int length) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put(RAW, HexFormat.of().formatHex(array, offset, offset + length));
        return tree;
    }

    private SequencedMap<String, Object> decode(
            Shape shape, byte[] array, int offset, int length, boolean hex, int depth) {
        if (depth > DEEPEST) {
            return raw(array, offset, length);
        }
        var known = new TreeMap<Integer, List<Object>>();
        var unknown = new TreeMap<Integer, List<Object>>();
        var in = CodedInputStream.newInstance(array, offset, length);
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int number = WireFormat.getTagFieldNumber(tag);
                int wire = WireFormat.getTagWireType(tag);
                var field = shape.byNumber().get(number);
                if (values > MOST_VALUES) {
                    return raw(array, offset, length);
                }
                if (field != null && fits(field, wire)) {
                    take(field, wire, in, array, offset, hex, depth, known.computeIfAbsent(number, _ -> new ArrayList<>()));
                } else {
                    unknown.computeIfAbsent(number, _ -> new ArrayList<>()).add(unknown(wire, in));
                    values++;
                }
            }
        } catch (IOException e) {
            return raw(array, offset, length);
        }
        var tree = new LinkedHashMap<String, Object>();
        known.forEach((number, list) -> put(tree, shape, number, list));
        unknown.forEach((number, list) -> tree.put("#" + number, list.size() == 1 ? list.getFirst() : list));
        return tree;
    }

    private static void put(SequencedMap<String, Object> tree, Shape shape, int number, List<Object> list) {
        var field = shape.byNumber().get(number);
        if (field == null || list.isEmpty()) {
            return;
        }
        if (field.form() instanceof NumberForm.Address) {
            tree.put(field.name(), address(list));
        } else {
            tree.put(field.name(), field.repeated() ? list : list.getLast());
        }
    }

    /** One text for the words of an address of 4 or 16 bytes; the numbers where they are something else. */
    private static List<Object> address(List<Object> words) {
        if (words.size() != 1 && words.size() != 4) {
            return words;
        }
        var bytes = ByteBuffer.allocate(4 * words.size()).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(word -> bytes.putInt(((Number) word).intValue()));
        return List.of(AddressText.of(bytes.array()));
    }

    private static boolean fits(Field field, int wire) {
        return switch (field.kind()) {
            case STRING, BYTES, MESSAGE -> wire == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            case FIXED64 -> wire == WireFormat.WIRETYPE_FIXED64;
            default ->
                wire == WireFormat.WIRETYPE_VARINT
                        || (wire == WireFormat.WIRETYPE_LENGTH_DELIMITED && field.repeated());
        };
    }

    private void take(
            Field field, int wire, CodedInputStream in, byte[] array, int offset, boolean hex, int depth, List<Object> to)
            throws IOException {
        switch (field.kind()) {
            case MESSAGE -> {
                int size = in.readRawVarint32();
                int start = offset + in.getTotalBytesRead();
                in.skipRawBytes(size);
                boolean inner = hex || field.form() instanceof NumberForm.Hex;
                to.add(decode(schema.message(field.type()), array, start, size, inner, depth + 1));
                values++;
            }
            case STRING -> add(to, text(in.readByteArray()));
            case BYTES -> {
                var bytes = in.readByteArray();
                add(to, field.form() instanceof NumberForm.Quoted ? QuotedText.of(bytes) : base64(bytes));
            }
            case FIXED64 -> add(to, show(field, in.readRawLittleEndian64(), hex));
            default -> {
                if (wire == WireFormat.WIRETYPE_VARINT) {
                    add(to, show(field, in.readRawVarint64(), hex));
                } else {
                    int outer = in.pushLimit(in.readRawVarint32());
                    while (!in.isAtEnd()) {
                        add(to, show(field, in.readRawVarint64(), hex));
                        if (values > MOST_VALUES) {
                            throw new IOException("more values than a record may have");
                        }
                    }
                    in.popLimit(outer);
                }
            }
        }
    }

    private void add(List<Object> to, Object value) {
        to.add(value);
        values++;
    }

    private static Object show(Field field, long raw, boolean hex) {
        var form = hex && field.kind() != Kind.ENUM ? new NumberForm.Hex() : field.form();
        return switch (field.kind()) {
            case BOOL -> raw != 0;
            case INT32, ENUM -> form.show(signed32(raw), true);
            case UINT32 -> form.show(raw & 0xffff_ffffL, false);
            case SINT32 -> form.show(CodedInputStream.decodeZigZag32((int) raw), true);
            case SINT64 -> form.show(CodedInputStream.decodeZigZag64(raw), true);
            case INT64 -> form.show(raw, true);
            default -> form.show(raw, false);
        };
    }

    /** The lower 32 bits, as protocol buffers read an int32. */
    private static long signed32(long raw) {
        return (int) raw;
    }

    /** A text; bytes that are not UTF-8 stand as they are. */
    private static Object text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return raw(bytes, 0, bytes.length);
        }
    }

    /** As Python's {@code base64.encodebytes}: lines of 76, each ended. */
    static String base64(byte[] bytes) {
        return bytes.length == 0
                ? ""
                : Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes) + "\n";
    }

    private static Object unknown(int wire, CodedInputStream in) throws IOException {
        return switch (wire) {
            case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
            case WireFormat.WIRETYPE_FIXED64 -> named(FIXED64, Long.toHexString(in.readRawLittleEndian64()));
            case WireFormat.WIRETYPE_FIXED32 -> named(FIXED32, Integer.toHexString(in.readRawLittleEndian32()));
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                var bytes = in.readByteArray();
                yield raw(bytes, 0, bytes.length);
            }
            default -> throw new IOException("groups are no part of CRIU's messages");
        };
    }

    private static SequencedMap<String, Object> named(String name, String hex) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put(name, "0x" + hex);
        return tree;
    }
}
