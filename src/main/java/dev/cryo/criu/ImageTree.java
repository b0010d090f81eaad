package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An image file by names, as {@code crit show} writes it: {@code magic}, then {@code entries}, each a tree of texts,
 * numbers, truth values, lists and further trees. {@link ImageTreeWriter} makes the same file of it again.
 *
 * <p>A record that its names do not give back byte for byte (fields out of order, padding that is not zero) holds its
 * bytes as well; they count as long as the names say the same. A file without a header is {@link #PLAIN}: its entries
 * are its bytes, piece by piece.
 */
public final class ImageTree implements Iterable<SequencedMap<String, Object>> {

    /** The magic of a file that is no image, but part of a checkpoint all the same. */
    public static final String PLAIN = "PLAIN";

    /** In place of what is damaged: why. */
    public static final String DAMAGED = "#damaged";

    /** What the records of one image may take, in bytes of memory; some 50,000 open files do. */
    private static final long MOST_MEMORY = 100_000_000;

    private final Images images;
    private final String name;
    private final Optional<ImageType> type;
    private final RecordTree records;

    private ImageTree(Images images, String name, Optional<ImageType> type) {
        this.images = images;
        this.name = name;
        this.type = type;
        this.records = new RecordTree(Schema.known());
    }

    /**
     * Opens one file of {@code images}; its entries are read when they are asked for.
     *
     * @throws Problem when it is missing
     */
    public static ImageTree open(Images images, String name) {
        if (!images.names().contains(name)) {
            throw Damage.missing(images, name);
        }
        return new ImageTree(images, name, ImageStream.typeOf(images, name));
    }

    /** The type by its name; {@link #PLAIN} for a file without a header. */
    public String magic() {
        return type.map(ImageType::name).orElse(PLAIN);
    }

    /**
     * The records of one image, for a question that reads them by name; empty where the checkpoint has no such image. A
     * damaged one gives those before the damage, which {@code tell} hears of.
     */
    public static List<Fields> records(Images images, String name, Consumer<String> tell) {
        var records = new ArrayList<Fields>();
        if (images.names().contains(name)) {
            var tree = open(images, name);
            if (tree.type.isEmpty()) {
                tell.accept("'" + name + "' is not an image of CRIU");
                return records;
            }
            long memory = 0;
            for (var entry : tree) {
                // Of the one that is read ahead.
                memory += tree.records.cost();
                if (entry.get(DAMAGED) instanceof String why) {
                    tell.accept(why);
                } else if (memory > MOST_MEMORY) {
                    tell.accept("'" + name + "' holds more than is read at once; its first " + records.size()
                            + " records were");
                    break;
                } else {
                    records.add(new Fields(entry));
                }
            }
        }
        return records;
    }

    /** {@code magic} and {@code entries}, whose value is this object. */
    public SequencedMap<String, Object> document() {
        var document = new LinkedHashMap<String, Object>();
        document.put("magic", magic());
        document.put("entries", this);
        return document;
    }

    /** The entries from the first on; where the file is damaged, the last says how. Read to its end, nothing stays open. */
    @Override
    public Iterator<SequencedMap<String, Object>> iterator() {
        return type.<Iterator<SequencedMap<String, Object>>>map(_ -> new Walk())
                .orElseGet(() -> new Pieces(images, name));
    }

    private final class Walk implements Iterator<SequencedMap<String, Object>> {
        private final ImageStream stream = ImageStream.open(images, name);
        private boolean first = true;
        private boolean ended;
        private @Nullable SequencedMap<String, Object> next = advance();

        private @Nullable SequencedMap<String, Object> advance() {
            try {
                var entry = stream.next();
                if (entry.isPresent()) {
                    var tree = records.show(name, stream.type(), first, entry.get());
                    first = false;
                    return tree;
                }
            } catch (Problem problem) {
                stream.close();
                var damaged = new LinkedHashMap<String, Object>();
                damaged.put(DAMAGED, problem.what() + ": " + String.join("; ", problem.evidence()));
                ended = true;
                return damaged;
            }
            stream.close();
            return null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public SequencedMap<String, Object> next() {
            var tree = next;
            if (tree == null) {
                throw new NoSuchElementException();
            }
            next = ended ? null : advance();
            return tree;
        }
    }
}
