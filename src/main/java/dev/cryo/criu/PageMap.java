package dev.cryo.criu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which pages of an address space (or of a shared object, counted from its start) the checkpoint holds, and where.
 *
 * <p>Source: {@code pagemap-N.img}. The first record is a {@code pagemap_head} (pages_id = 1, which names
 * {@code pages-N.img}); the others are runs: vaddr = 1, compat_nr_pages = 2, in_parent = 3, flags = 4 (PARENT 1,
 * LAZY 2, PRESENT 4), nr_pages = 5.
 * CRIU 4.2 counts in field 5 and leaves 0 in field 2; before it there was field 2 only. Without flags a run is present,
 * or in the parent if in_parent says so. Only present runs take room in the pages file, one behind the other.
 */
final class PageMap {

    static final int PAGE = 4096;

    private static final int PARENT = 1;
    private static final int PRESENT = 4;

    /** 4 Mi runs are 16 GB even if every second page is missing, and 96 MB here. */
    private static final int MOST_RUNS = 4 << 20;

    private final String name;
    /** The pages files: this checkpoint's, its parent's, and so on. */
    private final List<String> files;
    private long[] starts = new long[64];
    private long[] counts = new long[64];
    private long[] offsets = new long[64];
    /** Whose pages file, by its place in {@link #files}. */
    private short[] holders = new short[64];
    private int size;

    /** Why a run that is no part of the pages file has no contents here; stored in place of its offset. */
    private static final long IN_PARENT = -1;

    private static final long LEFT_BEHIND = -2;

    private PageMap(String name, List<String> files) {
        this.name = name;
        this.files = files;
    }

    static PageMap read(Images images, String name) {
        try (var stream = ImageStream.open(images, name, ImageType.PAGEMAP)) {
            var head = stream.nextMessage().orElseThrow(() -> Damage.in(name, "it holds no record"));
            var map = new PageMap(name, List.of("pages-" + Integer.toUnsignedString(head.id(1)) + ".img"));
            long offset = 0;
            for (var next = stream.nextMessage(); next.isPresent(); next = stream.nextMessage()) {
                offset = map.add(next.get(), offset);
            }
            map.checkRoom(images, offset);
            return map;
        }
    }

    /** Takes a run, and says where in the pages file the next one starts. */
    private long add(Message run, long offset) {
        long start = run.required(1);
        long count = run.number(5).orElseGet(() -> run.required(2));
        if (count == 0) {
            return offset;
        }
        if (start < 0 || start % PAGE != 0) {
            throw run.damaged("a run of pages starts at %x, where no page of a process does".formatted(start));
        }
        if (count < 0 || count > (Long.MAX_VALUE - start) / PAGE) {
            throw run.damaged("a run claims %s pages".formatted(Long.toUnsignedString(count)));
        }
        if (size > 0 && start < starts[size - 1] + counts[size - 1] * PAGE) {
            throw run.damaged("the run of pages at %x overlaps the one before it, or is out of order".formatted(start));
        }
        boolean old = run.flag(3);
        long flags = run.number(4).orElse(old ? 0 : PRESENT) | (old ? PARENT : 0);
        boolean stored = (flags & PRESENT) != 0;
        boolean parent = (flags & PARENT) != 0;
        append(start, count, parent ? IN_PARENT : stored ? offset : LEFT_BEHIND, 0);
        if (!stored) {
            return offset;
        }
        long end = offset + count * PAGE;
        if (end < offset) {
            throw run.damaged("its pages are more than a file can hold");
        }
        return end;
    }

    private void append(long start, long count, long offset, int holder) {
        if (size == MOST_RUNS) {
            throw Damage.in(name, "it holds more than " + MOST_RUNS + " runs of pages");
        }
        if (size == starts.length) {
            int room = Math.min(2 * size, MOST_RUNS);
            starts = Arrays.copyOf(starts, room);
            counts = Arrays.copyOf(counts, room);
            offsets = Arrays.copyOf(offsets, room);
            holders = Arrays.copyOf(holders, room);
        }
        starts[size] = start;
        counts[size] = count;
        offsets[size] = offset;
        holders[size] = (short) holder;
        size++;
    }

    /** Whether pages are said to lie in the parent. */
    boolean refersToParent() {
        for (int run = 0; run < size; run++) {
            if (offsets[run] == IN_PARENT) {
                return true;
            }
        }
        return false;
    }

    /**
     * This map, and where it refers to its parent that one's. What the parent does not hold either stays as it is.
     *
     * @param up what goes before the names of the parent's files
     */
    PageMap over(PageMap parent, String up) {
        var names = new ArrayList<>(files);
        parent.files.forEach(file -> names.add(up + file));
        var whole = new PageMap(name, List.copyOf(names));
        for (int run = 0; run < size; run++) {
            if (offsets[run] == IN_PARENT) {
                whole.inherit(parent, starts[run], end(run), files.size());
            } else {
                whole.append(starts[run], counts[run], offsets[run], holders[run]);
            }
        }
        return whole;
    }

    private void inherit(PageMap parent, long from, long to, int above) {
        long at = from;
        for (int run = Math.max(parent.after(from) - 1, 0); run < parent.size && parent.starts[run] < to; run++) {
            long start = Math.max(parent.starts[run], from);
            long end = Math.min(parent.end(run), to);
            if (start >= end || !parent.isPresent(run)) {
                continue;
            }
            if (at < start) {
                append(at, (start - at) / PAGE, IN_PARENT, 0);
            }
            long offset = parent.offsets[run] + start - parent.starts[run];
            append(start, (end - start) / PAGE, offset, parent.holders[run] + above);
            at = end;
        }
        if (at < to) {
            append(at, (to - at) / PAGE, IN_PARENT, 0);
        }
    }

    private void checkRoom(Images images, long needed) {
        var pages = files.getFirst();
        if (needed == 0) {
            return;
        }
        if (!images.names().contains(pages)) {
            throw Damage.missing(images, pages);
        }
        try (var channel = images.open(pages)) {
            if (channel.size() < needed) {
                throw Damage.in(
                        pages, "it is %d bytes long where '%s' claims %d".formatted(channel.size(), name, needed));
            }
        } catch (IOException e) {
            throw Damage.unreadable(pages, e);
        }
    }

    /** The name of the pages file that holds a present run. */
    String file(int run) {
        return files.get(holders[run]);
    }

    int size() {
        return size;
    }

    /** The first address of a run. */
    long start(int run) {
        return starts[run];
    }

    /** The address behind a run. */
    long end(int run) {
        return starts[run] + counts[run] * PAGE;
    }

    boolean isPresent(int run) {
        return offsets[run] >= 0;
    }

    /** Where the first page of a present run lies in the pages file, in bytes. */
    long offset(int run) {
        return offsets[run];
    }

    /** Why a run has no contents here. */
    String whyAbsent(int run) {
        return offsets[run] == IN_PARENT
                ? "the page did not change since the parent checkpoint, which is not there or lacks it"
                : "the page was left with the process, to be fetched later (a lazy dump)";
    }

    /** The run that holds an address. */
    OptionalInt at(long address) {
        int run = after(address) - 1;
        return run >= 0 && address < end(run) ? OptionalInt.of(run) : OptionalInt.empty();
    }

    /** The first run that starts behind an address; {@link #size} for none. */
    int after(long address) {
        int found = Arrays.binarySearch(starts, 0, size, address);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** How many bytes from {@code from} up to {@code to} the checkpoint holds, and how many its parent. */
    Residency residency(long from, long to) {
        long here = 0;
        long parent = 0;
        for (int run = Math.max(after(from) - 1, 0); run < size && starts[run] < to; run++) {
            long bytes = Math.min(end(run), to) - Math.max(starts[run], from);
            if (bytes > 0) {
                here += isPresent(run) && holders[run] == 0 ? bytes : 0;
                parent += offsets[run] == IN_PARENT || holders[run] > 0 ? bytes : 0;
            }
        }
        return new Residency(here, parent);
    }

    /** How many bytes of pages the checkpoint and its ancestors hold. */
    long presentBytes() {
        long total = 0;
        for (int run = 0; run < size; run++) {
            total += isPresent(run) ? counts[run] * PAGE : 0;
        }
        return total;
    }
}
