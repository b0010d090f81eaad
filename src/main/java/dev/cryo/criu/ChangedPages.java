package dev.cryo.criu;

import dev.cryo.verb.Watch;
import java.util.Arrays;

/**
 * The pages in which the memory of a process differs between two checkpoints, at the same addresses. A page that only one of
 * them holds differs, unless the other never wrote it and it is zeros. Pages that both have in a pool under one number are not
 * read.
 */
public final class ChangedPages {

    private static final int PAGE = PageMap.PAGE;

    /** Gets pages that differ, ascending. */
    public interface Taker {
        /**
         * Some that follow each other.
         *
         * @param address of the first
         * @param pages how many
         */
        void changed(long address, long pages);
    }

    private final AddressSpace then;
    private final AddressSpace now;
    private final SharedPages shared;
    private final Watch watch;
    private final Taker taker;
    private final byte[] old = new byte[Windows.STEP];
    private final byte[] fresh = new byte[Windows.STEP];

    private ChangedPages(AddressSpace then, AddressSpace now, Watch watch, Taker taker) {
        this.then = then;
        this.now = now;
        this.shared = new SharedPages(then, now);
        this.watch = watch;
        this.taker = taker;
    }

    /**
     * Compares what lies from one address up to another, both at pages and of a process, not of the kernel.
     *
     * @throws dev.cryo.verb.Problem when pages cannot be read, or the watch is cancelled
     */
    public static void between(AddressSpace then, AddressSpace now, long start, long end, Watch watch, Taker taker) {
        new ChangedPages(then, now, watch, taker).compare(start, end);
    }

    private void compare(long start, long end) {
        try (var oldPages = then.reader(); var freshPages = now.reader()) {
            for (long at = start; at < end; ) {
                watch.stopIfCancelled();
                var one = then.stretchAt(at).upTo(end - at);
                var other = now.stretchAt(at).upTo(one.length());
                one = one.upTo(other.length());
                if (one instanceof Stretch.Stored || other instanceof Stretch.Stored) {
                    if (one instanceof Stretch.Absent || other instanceof Stretch.Absent) {
                        taker.changed(at, other.length() / PAGE);
                    } else {
                        compare(at, one, oldPages, other, freshPages);
                    }
                }
                at += other.length();
            }
        }
    }

    private void compare(long at, Stretch one, StretchReader oldPages, Stretch other, StretchReader freshPages) {
        for (long from = 0; from < one.length(); ) {
            if (shared.alike(one, other, from, PAGE)) {
                from += PAGE;
                continue;
            }
            int size = PAGE;
            while (size < old.length && from + size < one.length() && !shared.alike(one, other, from + size, PAGE)) {
                size += PAGE;
            }
            watch.stopIfCancelled();
            oldPages.fill(one, from, old, size);
            freshPages.fill(other, from, fresh, size);
            for (int page = 0; page < size; page += PAGE) {
                if (!Arrays.equals(old, page, page + PAGE, fresh, page, page + PAGE)) {
                    taker.changed(at + from + page, 1);
                }
            }
            from += size;
        }
    }
}
