package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of one process as the checkpoint holds it. Nothing is kept in memory but the maps: every read goes to the
 * pages file.
 */
public final class AddressSpace {

    /** The most that {@link #read} gives at once. */
    public static final int LONGEST_READ = 16 << 20;

    private final Images images;
    private final List<Mapping> mappings;
    private final PageMap pages;
    private final Map<Long, PageMap> sharedObjects;
    private final List<PageMap> held;

    /**
     * @param mappings ascending, without overlaps
     * @param sharedObjects the page maps of shared memory by {@link Mapping#object}
     * @param held those of memory that the process has open and maps nowhere
     */
    AddressSpace(
            Images images,
            List<Mapping> mappings,
            PageMap pages,
            Map<Long, PageMap> sharedObjects,
            Collection<PageMap> held) {
        this.images = images;
        this.mappings = List.copyOf(mappings);
        this.pages = pages;
        this.sharedObjects = Map.copyOf(sharedObjects);
        this.held = List.copyOf(held);
    }

    /** Ascending by address, unsigned. */
    public List<Mapping> mappings() {
        return mappings;
    }

    public Optional<Mapping> mapping(long address) {
        int low = 0;
        int high = mappings.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            var mapping = mappings.get(middle);
            if (mapping.contains(address)) {
                return Optional.of(mapping);
            }
            if (Long.compareUnsigned(address, mapping.start()) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return Optional.empty();
    }

    /** The bytes of private pages in the checkpoint and those that it builds on. Shared memory, which belongs to nobody alone, is not counted. */
    public long residentBytes() {
        return pages.presentBytes();
    }

    /** The bytes of shared memory in the checkpoint that the process maps. */
    public long sharedBytes() {
        return mappings.stream()
                .filter(mapping -> mapping.kind().isSharedObject())
                .mapToLong(mapping -> residency(mapping).here())
                .sum();
    }

    /** How much of a mapping the checkpoint holds. */
    public Residency residency(Mapping mapping) {
        if (!mapping.kind().isSharedObject()) {
            // The kernel's pages lie where no page of a process can.
            return mapping.start() < 0 ? Residency.NONE : pages.residency(mapping.start(), mapping.end());
        }
        var object = sharedObjects.get(mapping.object());
        return object == null
                ? Residency.NONE
                : object.residency(mapping.offset(), mapping.offset() + mapping.length());
    }

    /**
     * The memory from {@code address} on. Private anonymous memory that was never written reads as zeros. Absent, with
     * the reason for the first such page, is what the checkpoint does not hold: unchanged pages of files, the kernel's
     * pages, pages in a parent checkpoint that is out of reach or left for a lazy restore, and addresses where nothing is mapped.
     *
     * @param length in bytes, up to {@link #LONGEST_READ}
     * @throws Problem when the pages cannot be read
     */
    public Reading<Bytes> read(long address, int length) {
        if (length < 0 || length > LONGEST_READ) {
            throw Problem.usage("cannot read " + length + " bytes of memory at once")
                    .remedy("read up to " + LONGEST_READ + " bytes");
        }
        var bytes = new byte[length];
        for (int done = 0; done < length; ) {
            switch (stretch(address + done)) {
                case Stretch.Stored(var file, var offset, var room) -> {
                    int take = (int) Math.min(room, length - done);
                    try (var channel = open(file)) {
                        readFully(channel, file, offset, ByteBuffer.wrap(bytes, done, take));
                    } catch (IOException e) {
                        throw Damage.unreadable(file, e);
                    }
                    done += take;
                }
                case Stretch.Zeros(var room) -> done += (int) Math.min(room, length - done);
                case Stretch.Absent(var why, _) -> {
                    return Reading.absent(why);
                }
            }
        }
        return Reading.of(Bytes.owned(bytes));
    }

    private Stretch stretch(long address) {
        var run = pages.at(address);
        if (run.isPresent()) {
            return stored(pages, run.getAsInt(), address, pages.end(run.getAsInt()));
        }
        return mapping(address)
                .map(mapping -> unstored(mapping, address))
                .orElseGet(() -> new Stretch.Absent("nothing is mapped at %x".formatted(address), untilMapped(address)));
    }

    /** How far it is to the next mapping, or to a page outside of any. */
    private long untilMapped(long address) {
        int low = 0;
        int high = mappings.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(mappings.get(middle).start(), address) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        long room = low < mappings.size() ? mappings.get(low).start() - address : Long.MAX_VALUE;
        int run = address < 0 ? pages.size() : pages.after(address);
        long next = run < pages.size() ? pages.start(run) - address : Long.MAX_VALUE;
        return Math.min(room < 0 ? Long.MAX_VALUE : room, next);
    }

    private static Stretch stored(PageMap map, int run, long address, long end) {
        return map.isPresent(run)
                ? new Stretch.Stored(map.file(run), map.offset(run) + address - map.start(run), end - address)
                : new Stretch.Absent(map.whyAbsent(run), end - address);
    }

    /** An address of a mapping that has no page of its own. */
    private Stretch unstored(Mapping mapping, long address) {
        int next = pages.after(address);
        long end = next < pages.size() ? Math.min(pages.start(next), mapping.end()) : mapping.end();
        if (mapping.kind().isPrivateAnonymous()) {
            return new Stretch.Zeros(end - address);
        }
        return switch (mapping.kind()) {
            case ANON_SHARED, MEMFD -> shared(mapping, address, end);
            case FILE_PRIVATE ->
                new Stretch.Absent(
                        "the page at %x is an unchanged one of %s, which is not in the checkpoint"
                                .formatted(address, mapping.path().orElse("a file")),
                        end - address);
            case FILE_SHARED ->
                new Stretch.Absent(
                        "the page at %x belongs to %s, which is not in the checkpoint"
                                .formatted(address, mapping.path().orElse("a file")),
                        end - address);
            case VVAR, VSYSCALL, VDSO, UPROBES ->
                new Stretch.Absent("the page at %x is the kernel's".formatted(address), end - address);
            default ->
                new Stretch.Absent(
                        "CRIU keeps no pages of %s memory, to which %x belongs".formatted(mapping.kind(), address),
                        end - address);
        };
    }

    private Stretch shared(Mapping mapping, long address, long end) {
        var map = sharedObjects.get(mapping.object());
        if (map == null) {
            return new Stretch.Absent(
                    "the checkpoint holds no pages of the shared memory at %x".formatted(address), end - address);
        }
        long within = address - mapping.start() + mapping.offset();
        var run = map.at(within);
        if (run.isPresent()) {
            long last = Math.min(map.end(run.getAsInt()), within + end - address);
            return stored(map, run.getAsInt(), within, last);
        }
        int next = map.after(within);
        return new Stretch.Zeros(next < map.size() ? Math.min(map.start(next) - within, end - address) : end - address);
    }

    /**
     * What memory is made of from an address on, up to where that changes: the same all over its length.
     *
     * @param address within {@code mapping}, at whose end the stretch ends at the latest
     */
    public Stretch stretch(Mapping mapping, long address) {
        return stretch(address).upTo(mapping.end() - address);
    }

    /** As {@link #stretch(Mapping, long)}, wherever the address lies; where nothing is mapped, absent page by page. */
    public Stretch stretchAt(long address) {
        return stretch(address);
    }

    /** Reads stretches, and keeps open what it reads from. */
    public StretchReader reader() {
        return new StretchReader(images);
    }

    /**
     * Resident memory without a gap in addresses, which lies without a gap in one file.
     *
     * @param address of the first byte; of memory that is held and not mapped, its offset
     * @param shared whether it is shared memory, which others may have as well
     */
    record Extent(long address, long length, String file, long offset, boolean shared, boolean mapped) {}

    /** Where the pages lie. */
    Images images() {
        return images;
    }

    /** Opens one of the files that extents name. */
    SeekableByteChannel open(String file) throws IOException {
        return images.open(file);
    }

    /** Fills {@code into} from a pages file, whose size was checked against its map when it was opened. */
    static void readFully(SeekableByteChannel channel, String file, long offset, ByteBuffer into) throws IOException {
        channel.position(offset);
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw Damage.in(
                        file, "it ends before byte " + (offset + into.limit()) + ", and did not when it was opened");
            }
        }
    }

    /** The private resident memory in order, then the shared, then what is held and not mapped, by its offsets. */
    Extents extents() {
        return new Extents(pages, mappings, sharedObjects, held);
    }

    /**
     * Hashes of up to {@code count} pages, evenly spread over the resident private anonymous ones, the first among
     * them.
     *
     * @throws Problem when the pages cannot be read
     */
    public List<PageSample> samplePages(int count) {
        try (var reader = reader()) {
            return new PageSampler(reader, mappings, pages).sample(count);
        }
    }
}
