package dev.cryo.criu;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resident memory in windows of bounded size that overlap, so that whatever reaches no further than the overlap lies
 * whole in one of them.
 */
public final class Windows implements AutoCloseable {

    /** What is read at once; measured: reading more at once gains nothing. */
    static final int STEP = 256 << 10;

    /**
     * A piece of memory.
     *
     * @param mapped whether addresses are the process's; else they are offsets
     * @param address of its first byte
     * @param bytes those, until the next window is asked for
     * @param from where hits of this window may start; what lies before is context
     * @param limit where hits belong to the next window
     */
    public record Window(
            DumpedProcess process, AddressSpace space, boolean mapped, long address, Haystack bytes, int from, int limit) {

        /** Its bytes as Latin-1. To be asked for before the next window is; the text itself remains. */
        public String text() {
            return bytes.text();
        }

        /** The address of what stands at an index. */
        public long address(int index) {
            return address + index;
        }

        /** The mapping of what stands there. */
        public Optional<Mapping> mapping(int index) {
            return mapped ? space.mapping(address(index)) : Optional.empty();
        }
    }

    private record Place(String file, long offset, long length) {}

    private final Iterator<DumpedProcess> processes;
    private final int overlap;
    private final Watch watch;
    private final long total;
    private final byte[] buffer;
    private final Set<Place> seen = new HashSet<>();

    private long done;
    private @Nullable DumpedProcess process;
    private @Nullable AddressSpace space;
    private @Nullable Extents extents;
    private AddressSpace.@Nullable Extent extent;
    /** The one behind it, where that is known already. */
    private AddressSpace.@Nullable Extent coming;
    private long read;
    /** How much of the buffer the last window took, and how much of its end the next one shows again. */
    private int filled;
    private int kept;
    private @Nullable SeekableByteChannel channel;
    private String file = "";

    /**
     * Over the memory of these processes, in their order; what they share comes once.
     *
     * @param reach how far whatever is looked for may reach
     * @param context how many bytes before a hit are wanted
     * @param watch is told how far it is, and can end it
     */
    public Windows(List<DumpedProcess> processes, int reach, int context, Watch watch) {
        this.processes = processes.iterator();
        this.overlap = Math.max(reach, context);
        this.watch = watch;
        this.total = processes.stream().mapToLong(DumpedProcess::residentBytes).sum();
        this.buffer = new byte[overlap + context + STEP];
    }

    /**
     * The next window, or nothing behind the last.
     *
     * @throws Problem when pages cannot be read
     */
    public Optional<Window> next() {
        watch.stopIfCancelled();
        while (extent == null || read == extent.length()) {
            if (!nextExtent()) {
                close();
                return Optional.empty();
            }
        }
        var owner = process;
        var memory = space;
        if (owner == null || memory == null) {
            throw new IllegalStateException("an extent of no process");
        }
        return Optional.of(window(owner, memory, extent));
    }

    private Window window(DumpedProcess owner, AddressSpace memory, AddressSpace.Extent in) {
        watch.progress("searching", done, Math.max(total, done));
        int fresh = (int) Math.min(STEP, in.length() - read);
        System.arraycopy(buffer, filled - kept, buffer, 0, kept);
        try {
            if (channel == null || !file.equals(in.file())) {
                close();
                channel = memory.open(in.file());
                file = in.file();
            }
            AddressSpace.readFully(channel, file, in.offset() + read, ByteBuffer.wrap(buffer, kept, fresh));
        } catch (IOException e) {
            throw Damage.unreadable(in.file(), e);
        }
        int length = kept + fresh;
        long address = in.address() + read - kept;
        int from = Math.max(kept - overlap, 0);
        read += fresh;
        done += fresh;
        boolean last = read == in.length() && !continues(in);
        int limit = last ? length : Math.max(length - overlap, from);
        filled = length;
        kept = last ? 0 : Math.min(length, buffer.length - STEP);
        return new Window(owner, memory, in.mapped(), address, new Haystack(buffer, 0, length), from, limit);
    }

    /** Whether the next extent lies behind this one in memory, though not in the file. */
    private boolean continues(AddressSpace.Extent in) {
        var next = take();
        coming = next;
        return next != null
                && next.address() == in.address() + in.length()
                && next.mapped() == in.mapped()
                && next.shared() == in.shared()
                && !seen.contains(place(next));
    }

    /** The next extent of this process. */
    private AddressSpace.@Nullable Extent take() {
        var next = coming;
        coming = null;
        if (next == null && extents != null && extents.hasNext()) {
            next = extents.next();
        }
        return next;
    }

    private boolean nextExtent() {
        read = 0;
        while (true) {
            extent = take();
            if (extent != null) {
                // Every process that shares memory lists it; it is searched where it first comes up.
                if (extent.shared() && !seen.add(place(extent))) {
                    continue;
                }
                return true;
            }
            if (!processes.hasNext()) {
                return false;
            }
            process = processes.next();
            space = process.addressSpace().toOptional().orElse(null);
            extents = space == null ? null : space.extents();
        }
    }

    private static Place place(AddressSpace.Extent extent) {
        return new Place(extent.file(), extent.offset(), extent.length());
    }

    @Override
    public void close() {
        var open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw Damage.unreadable(file, e);
            }
        }
    }
}
