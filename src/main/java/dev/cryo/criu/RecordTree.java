package dev.cryo.criu;

import dev.cryo.criu.Schema.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One record between its bytes and its names, without loss: what the names do not give back byte for byte is kept beside
 * them.
 */
final class RecordTree {

    /** Of a record: its bytes, where its names do not give them back. */
    private static final String RECORD = "#record";
    /** Of a record: what stands behind it, where that is not told by {@link #EXTRA}. */
    private static final String BEHIND = "#behind";

    static final String EXTRA = "extra";

    private final Schema schema;
    private final RecordDecoder decoder;
    private final RecordEncoder encoder;
    private final Extra extra;

    RecordTree(Schema schema) {
        this.schema = schema;
        this.decoder = new RecordDecoder(schema);
        this.encoder = new RecordEncoder(schema);
        this.extra = new Extra(schema);
    }

    private Shape shape(ImageType type, boolean first) {
        return schema.records(type)
                .map(shapes -> first ? shapes.getFirst() : shapes.getLast())
                .orElseGet(() -> new Shape(type.name(), Map.of(), Map.of()));
    }

    /** Ghost files hold theirs in the only entry, or in all but the first. */
    private static boolean hasExtra(ImageType type, boolean first, Message record) {
        return type == ImageType.GHOST_FILE ? !first || !record.flag(9) : Extra.isOf(type);
    }

    /** Roughly how many bytes of memory the tree takes that was shown last. */
    private long cost;

    long cost() {
        return cost;
    }

    SequencedMap<String, Object> show(String name, ImageType type, boolean first, ImageFile.Entry entry) {
        var shape = shape(type, first);
        var tree = decoder.decode(shape, entry.message());
        // A value has its object and its place in a list or map; bytes become text.
        cost = 60L * decoder.values() + 2L * (entry.message().length() + entry.payload().length());
        boolean told = Arrays.equals(encoder.encode(shape, tree), entry.message().array());
        var record = Message.of(name, entry.message());
        if (!tree.containsKey(RecordDecoder.RAW) && hasExtra(type, first, record)) {
            var shown = extra.show(type, record, entry.payload());
            tree.put(EXTRA, shown);
            if (!Arrays.equals(extra.read(type, shown), entry.payload().array())) {
                tree.put(BEHIND, entry.payload().hex());
            }
        } else if (entry.payload().length() > 0) {
            tree.put(BEHIND, entry.payload().hex());
        }
        if (!told) {
            tree.put(RECORD, entry.message().hex());
        }
        return tree;
    }

    ImageFile.Entry read(ImageType type, boolean first, Map<?, ?> tree) {
        if (tree.containsKey(ImageTree.DAMAGED)) {
            throw RecordEncoder.wrong("an entry is damaged");
        }
        var shape = shape(type, first);
        var names = new LinkedHashMap<Object, Object>(tree);
        var behind = names.remove(EXTRA);
        var payload = names.containsKey(BEHIND)
                ? RecordEncoder.hex(BEHIND, names.remove(BEHIND))
                : behind == null ? new byte[0] : extra.read(type, behind);
        var bytes = names.remove(RECORD);
        var encoded = encoder.encode(shape, names);
        if (bytes != null) {
            var kept = RecordEncoder.hex(RECORD, bytes);
            // They were written for these names, or someone has changed the names since.
            if (Arrays.equals(encoder.encode(shape, decoder.decode(shape, Bytes.of(kept))), encoded)) {
                encoded = kept;
            }
        }
        return new ImageFile.Entry(Bytes.owned(encoded), Bytes.owned(payload));
    }
}
