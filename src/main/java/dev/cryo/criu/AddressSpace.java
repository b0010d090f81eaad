package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
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

    /**
     * @param mappings ascending, without overlaps
     * @param sharedObjects the page maps of shared memory by {@link Mapping#object}
     */
    AddressSpace(Images images, List<Mapping> mappings, PageMap pages, Map<Long, PageMap> sharedObjects) {
        this.images = images;
        this.mappings = List.copyOf(mappings);
        this.pages = pages;
        this.sharedObjects = Map.copyOf(sharedObjects);
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

    /** The bytes of private pages in the checkpoint. Shared memory, which belongs to nobody alone, is not counted. */
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
     * pages, pages in a parent checkpoint or left for a lazy restore, and addresses where nothing is mapped.
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
                case Stored(var file, var offset, var room) -> {
                    int take = (int) Math.min(room, length - done);
                    try (var channel = open(file)) {
                        readFully(channel, file, offset, ByteBuffer.wrap(bytes, done, take));
                    } catch (IOException e) {
                        throw Damage.unreadable(file, e);
                    }
                    done += take;
                }
                case Zeros(var room) -> done += (int) Math.min(room, length - done);
                case Nothing(var why) -> {
                    return Reading.absent(why);
                }
            }
        }
        return Reading.of(Bytes.owned(bytes));
    }

    /** What memory from some address on is made of, up to where that changes. */
    private sealed interface Stretch {}

    private record Stored(String file, long offset, long length) implements Stretch {}

    private record Zeros(long length) implements Stretch {}

    private record Nothing(String why) implements Stretch {}

    private Stretch stretch(long address) {
        var run = pages.at(address);
        if (run.isPresent()) {
            return stored(pages, run.getAsInt(), address, pages.end(run.getAsInt()));
        }
        return mapping(address)
                .map(mapping -> unstored(mapping, address))
                .orElseGet(() -> new Nothing("nothing is mapped at %x".formatted(address)));
    }

    private static Stretch stored(PageMap map, int run, long address, long end) {
        return map.isPresent(run)
                ? new Stored(map.pages(), map.offset(run) + address - map.start(run), end - address)
                : new Nothing(map.whyAbsent(run));
    }

    /** An address of a mapping that has no page of its own. */
    private Stretch unstored(Mapping mapping, long address) {
        int next = pages.after(address);
        long end = next < pages.size() ? Math.min(pages.start(next), mapping.end()) : mapping.end();
        if (mapping.kind().isPrivateAnonymous()) {
            return new Zeros(end - address);
        }
        return switch (mapping.kind()) {
            case ANON_SHARED, MEMFD -> shared(mapping, address, end);
            case FILE_PRIVATE ->
                new Nothing("the page at %x is an unchanged one of %s, which is not in the checkpoint"
                        .formatted(address, mapping.path().orElse("a file")));
            case FILE_SHARED ->
                new Nothing("the page at %x belongs to %s, which is not in the checkpoint"
                        .formatted(address, mapping.path().orElse("a file")));
            case VVAR, VSYSCALL, VDSO, UPROBES -> new Nothing("the page at %x is the kernel's".formatted(address));
            default ->
                new Nothing("CRIU keeps no pages of %s memory, to which %x belongs".formatted(mapping.kind(), address));
        };
    }

    private Stretch shared(Mapping mapping, long address, long end) {
        var map = sharedObjects.get(mapping.object());
        if (map == null) {
            return new Nothing("the checkpoint holds no pages of the shared memory at %x".formatted(address));
        }
        long within = address - mapping.start() + mapping.offset();
        var run = map.at(within);
        if (run.isPresent()) {
            long last = Math.min(map.end(run.getAsInt()), within + end - address);
            return stored(map, run.getAsInt(), within, last);
        }
        int next = map.after(within);
        return new Zeros(next < map.size() ? Math.min(map.start(next) - within, end - address) : end - address);
    }

    /**
     * Resident memory without a gap in addresses, which lies without a gap in one file.
     *
     * @param shared whether it is shared memory, which others may have as well
     */
    record Extent(long address, long length, String file, long offset, boolean shared) {}

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

    /** The private resident memory in order, then the shared. */
    Extents extents() {
        return new Extents(pages, mappings, sharedObjects);
    }

    /**
     * Hashes of up to {@code count} pages, evenly spread over the resident private anonymous ones, the first among
     * them.
     *
     * @throws Problem when the pages cannot be read
     */
    public List<PageSample> samplePages(int count) {
        var runs = privateAnonymous();
        long total = runs.stream().mapToLong(Run::pages).sum();
        int wanted = Math.clamp(total, 0, Math.max(count, 0));
        var samples = new ArrayList<PageSample>(wanted);
        if (wanted == 0) {
            return samples;
        }
        var buffer = ByteBuffer.allocate(PageMap.PAGE);
        var digest = sha256();
        try (var channel = open(pages.pages())) {
            var run = runs.iterator();
            var current = run.next();
            long before = 0;
            for (long sample = 0; sample < wanted; sample++) {
                long index = sample * total / wanted;
                while (index >= before + current.pages()) {
                    before += current.pages();
                    current = run.next();
                }
                long within = (index - before) * PageMap.PAGE;
                readFully(channel, pages.pages(), current.offset() + within, buffer.clear());
                samples.add(new PageSample(current.address() + within, Bytes.owned(digest.digest(buffer.array()))));
            }
        } catch (IOException e) {
            throw Damage.unreadable(pages.pages(), e);
        }
        return samples;
    }

    /** Resident pages in a row. */
    private record Run(long address, long offset, long pages) {}

    private List<Run> privateAnonymous() {
        var runs = new ArrayList<Run>();
        for (var mapping : mappings) {
            if (!mapping.kind().isPrivateAnonymous()) {
                continue;
            }
            int run = Math.max(pages.after(mapping.start()) - 1, 0);
            for (; run < pages.size() && pages.start(run) < mapping.end(); run++) {
                long from = Math.max(pages.start(run), mapping.start());
                long to = Math.min(pages.end(run), mapping.end());
                if (pages.isPresent(run) && from < to) {
                    runs.add(new Run(from, pages.offset(run) + from - pages.start(run), (to - from) / PageMap.PAGE));
                }
            }
        }
        return runs;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
