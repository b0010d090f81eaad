package dev.cryo.criu;

import dev.cryo.criu.AddressSpace.Extent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One checkpoint among several that are searched together: the resident memory of the process that is its turn, as strips of
 * ascending addresses. Shared memory belongs to the first process that has it.
 */
final class Layer implements AutoCloseable {

    /** No page is there. */
    static final long GAP = Long.MIN_VALUE;

    private record Place(String file, long offset, long length) {}

    private final List<DumpedProcess> processes;
    private final Optional<PagePool> pool;
    private final LongSupplier unique;
    private final Set<Place> seen = new HashSet<>();
    private List<List<Extent>> strips = List.of();
    private @Nullable DumpedProcess process;
    private @Nullable AddressSpace space;
    private @Nullable StretchReader reader;
    private final byte[] page = new byte[PageMap.PAGE];

    /**
     * @param pool whose numbers count
     * @param unique gives numbers below that of {@link PagePool#NONE}, each once, for pages that are in no pool
     */
    Layer(List<DumpedProcess> processes, Optional<PagePool> pool, LongSupplier unique) {
        this.processes = processes;
        this.pool = pool;
        this.unique = unique;
    }

    /** The pool of the first process that has one. */
    static Optional<PagePool> pool(List<DumpedProcess> processes) {
        return processes.stream()
                .flatMap(p -> p.addressSpace().toOptional().stream())
                .flatMap(memory -> memory.images().pool().stream())
                .findFirst();
    }

    List<Integer> pids() {
        return processes.stream().map(DumpedProcess::pid).toList();
    }

    long bytes() {
        return processes.stream().mapToLong(DumpedProcess::residentBytes).sum();
    }

    /** Turns to a process; one that it does not have has no memory. */
    void turnTo(int pid) {
        close();
        process = processes.stream().filter(p -> p.pid() == pid).findFirst().orElse(null);
        space = process == null ? null : process.addressSpace().toOptional().orElse(null);
        strips = space == null ? List.of() : strips(space);
    }

    private List<List<Extent>> strips(AddressSpace memory) {
        var all = new ArrayList<List<Extent>>();
        Extent before = null;
        for (var extents = memory.extents(); extents.hasNext(); ) {
            var extent = extents.next();
            if (extent.shared() && !seen.add(new Place(extent.file(), extent.offset(), extent.length()))) {
                continue;
            }
            boolean goesOn = before != null
                    && before.shared() == extent.shared()
                    && before.mapped() == extent.mapped()
                    && before.address() + before.length() <= extent.address();
            if (!goesOn) {
                all.add(new ArrayList<>());
            }
            all.getLast().add(extent);
            before = extent;
        }
        return all;
    }

    int strips() {
        return strips.size();
    }

    /** The strip; without extents where it has no such. */
    List<Extent> strip(int number) {
        return number < strips.size() ? strips.get(number) : List.of();
    }

    /**
     * The numbers of the pages of an extent that lie in a window, put at their places in it.
     *
     * @param from the address of the window's first page
     */
    void number(Extent extent, long from, long[] into) {
        if (space == null) {
            throw new IllegalStateException("an extent of no process");
        }
        boolean pooled = pool.isPresent() && space.images().pool().equals(pool);
        long first = Math.max(extent.address(), from);
        long end = Math.min(extent.address() + extent.length(), from + (long) into.length * PageMap.PAGE);
        for (long at = first; at < end; at += PageMap.PAGE) {
            long number = pooled
                    ? space.images().pageNumber(extent.file(), extent.offset() + at - extent.address())
                    : PagePool.NONE;
            into[(int) ((at - from) / PageMap.PAGE)] = number == PagePool.NONE ? unique.getAsLong() : number;
        }
    }

    /** Reads what no pool has. */
    void read(Extent extent, long address, byte[] into, int at) {
        if (space == null) {
            throw new IllegalStateException("an extent of no process");
        }
        var pages = reader == null ? space.reader() : reader;
        reader = pages;
        pages.fill(new Stretch.Stored(extent.file(), extent.offset() + address - extent.address(), PageMap.PAGE), 0, page, page.length);
        System.arraycopy(page, 0, into, at, page.length);
    }

    Match match(long address, boolean mapped, String text, Bytes bytes) {
        if (process == null || space == null) {
            throw new IllegalStateException("a match in no process");
        }
        var mapping = mapped ? space.mapping(address) : Optional.<Mapping>empty();
        return new Match(process.pid(), process.command(), address, mapping, text, bytes);
    }

    @Override
    public void close() {
        var open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
