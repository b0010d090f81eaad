package dev.cryo.criu;

import dev.cryo.criu.AddressSpace.Extent;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a needle in several checkpoints at once, window by window of the address space: what did not change between two of
 * them is read and searched once.
 *
 * <p>A window shows one checkpoint after the other. Pages whose numbers in the {@link PagePool} differ from those of the one
 * before are read into it, and around them is searched; the other hits are those of the one before. Its own are the hits that
 * begin in its middle: pages before it are context, and those behind it what a hit may reach into.
 */
public final class SearchOverMany implements AutoCloseable {

    /** Gets what is found. */
    public interface Taker {

        /**
         * A match; in each checkpoint they come process by process in ascending order of addresses.
         *
         * @param checkpoint the number of it, from 0 on
         * @return whether more of this checkpoint are wanted
         */
        boolean take(int checkpoint, Match match);

        /** Nothing more comes of a checkpoint, for it cannot be read on. */
        void lost(int checkpoint, Problem why);
    }

    private static final int PAGE = PageMap.PAGE;
    private static final int MIDDLE = Windows.STEP / PAGE;

    /** A hit in the window, with what is shown of it. */
    private record Found(int start, int end, String text, Bytes bytes) {}

    private final List<Layer> layers;
    private final boolean[] over;
    private final Needle needle;
    private final Watch watch;
    private final Taker taker;
    private final long total;
    private final byte[] window;
    /** The numbers of the pages in the window. */
    private final long[] shown;
    private final long[] wanted;
    /** What of the pool is read next, and where to. */
    private final long[] numbers;
    private final int[] places;
    private final PagePool.@Nullable Reader pool;
    /** Of each checkpoint, where the last hit of the strip ends: the next one begins there at the earliest. */
    private final long[] behind;
    /** Where in the window the next hit begins at the earliest, in the checkpoint that is shown. */
    private int earliest;
    private List<Found> hits = List.of();
    private long unique = PagePool.NONE - 1;
    private long done;

    private SearchOverMany(List<List<DumpedProcess>> checkpoints, Needle needle, Watch watch, Taker taker) {
        var pages = checkpoints.stream().flatMap(processes -> Layer.pool(processes).stream()).findFirst();
        this.layers = checkpoints.stream().map(processes -> new Layer(processes, pages, () -> unique--)).toList();
        this.pool = pages.map(PagePool::reader).orElse(null);
        this.over = new boolean[layers.size()];
        this.behind = new long[layers.size()];
        this.needle = needle;
        this.watch = watch;
        this.taker = taker;
        this.total = layers.stream().mapToLong(Layer::bytes).sum();
        int room = 1 + MIDDLE + (needle.reach() + Search.CONTEXT + PAGE - 1) / PAGE;
        this.window = new byte[room * PAGE];
        this.shown = new long[room];
        this.wanted = new long[room];
        this.numbers = new long[room];
        this.places = new int[room];
    }

    /**
     * Searches the memory of processes in several checkpoints.
     *
     * @param checkpoints of each, the processes that are meant
     */
    public static void search(List<List<DumpedProcess>> checkpoints, Needle needle, Watch watch, Taker taker) {
        try (var search = new SearchOverMany(checkpoints, needle, watch, taker)) {
            search.run();
        }
    }

    private void run() {
        var pids = new LinkedHashSet<Integer>();
        layers.forEach(layer -> pids.addAll(layer.pids()));
        for (int pid : pids) {
            layers.forEach(layer -> layer.turnTo(pid));
            int strips = layers.stream().mapToInt(Layer::strips).max().orElse(0);
            for (int strip = 0; strip < strips; strip++) {
                strip(strip);
            }
        }
    }

    private void strip(int number) {
        var extents = layers.stream().map(layer -> layer.strip(number)).toList();
        var next = new int[layers.size()];
        Arrays.fill(behind, 0);
        long from = Long.MIN_VALUE;
        while (true) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < next.length; i++) {
                var strip = extents.get(i);
                while (next[i] < strip.size() && end(strip.get(next[i])) <= from) {
                    next[i]++;
                }
                if (next[i] < strip.size() && !over[i]) {
                    least = Math.min(least, strip.get(next[i]).address());
                }
            }
            if (least == Long.MAX_VALUE) {
                return;
            }
            long start = Math.max(from, least);
            window(start, extents, next);
            from = start + (long) MIDDLE * PAGE;
        }
    }

    private static long end(Extent extent) {
        return extent.address() + extent.length();
    }

    /** All checkpoints in one window, whose middle begins at an address. */
    private void window(long middle, List<List<Extent>> strips, int[] next) {
        Arrays.fill(shown, Layer.GAP);
        hits = List.of();
        earliest = PAGE;
        for (int i = 0; i < layers.size(); i++) {
            if (over[i] || strips.get(i).isEmpty()) {
                continue;
            }
            watch.stopIfCancelled();
            try {
                int begin = (int) Math.max(behind[i] - (middle - PAGE), PAGE);
                show(layers.get(i), strips.get(i), next[i], middle - PAGE, begin);
                if (!hits.isEmpty()) {
                    behind[i] = middle - PAGE + hits.getLast().end();
                    tell(i, middle - PAGE, strips.get(i).getFirst().mapped());
                }
            } catch (Problem problem) {
                if (problem.kind() != Problem.Kind.FAILED) {
                    throw problem;
                }
                over[i] = true;
                Arrays.fill(shown, Layer.GAP);
                hits = List.of();
                taker.lost(i, problem);
            }
        }
    }

    /** Makes the window show a checkpoint, and the hits be those of it. */
    private void show(Layer layer, List<Extent> strip, int first, long from, int begin) {
        Arrays.fill(wanted, Layer.GAP);
        // The page before the middle may belong to the extent before.
        for (int e = Math.max(first - 1, 0); e < strip.size() && strip.get(e).address() < from + window.length; e++) {
            layer.number(strip.get(e), from, wanted);
        }
        var changed = new ArrayList<int[]>();
        if (begin != earliest) {
            earliest = begin;
            changed.add(new int[] {PAGE, PAGE + MIDDLE * PAGE});
        }
        int pooled = 0;
        for (int page = 0; page < wanted.length; page++) {
            if (wanted[page] == shown[page]) {
                continue;
            }
            if (wanted[page] != Layer.GAP) {
                if (wanted[page] >= 0 && pool != null) {
                    numbers[pooled] = wanted[page];
                    places[pooled++] = page * PAGE;
                } else {
                    read(layer, strip, Math.max(first - 1, 0), from + (long) page * PAGE, page * PAGE);
                }
                done += page >= 1 && page <= MIDDLE ? PAGE : 0;
            }
            shown[page] = wanted[page];
            widen(changed, page * PAGE);
        }
        if (pool != null) {
            try {
                pool.read(numbers, places, pooled, window);
            } catch (IOException e) {
                throw Damage.unreadable("pages of the pool", e);
            }
        }
        watch.progress("searching", Math.min(done, total), total);
        if (!changed.isEmpty()) {
            hits = merged(changed);
        }
    }

    /** Reads a page that is in no pool. */
    private void read(Layer layer, List<Extent> strip, int first, long address, int at) {
        int e = first;
        while (end(strip.get(e)) <= address) {
            e++;
        }
        layer.read(strip.get(e), address, window, at);
    }

    /** Where hits may have come, gone, or changed what stands around them, for a page at an offset changed. */
    private void widen(List<int[]> ranges, int at) {
        int start = Math.max(at - needle.reach() - Search.CONTEXT, PAGE);
        int end = Math.min(at + PAGE + Search.CONTEXT, PAGE + MIDDLE * PAGE);
        if (start >= end) {
            return;
        }
        if (!ranges.isEmpty() && ranges.getLast()[1] >= start) {
            ranges.getLast()[1] = Math.max(ranges.getLast()[1], end);
        } else {
            ranges.add(new int[] {start, end});
        }
    }

    /** The hits of before, but for those in ranges that are searched again. */
    private List<Found> merged(List<int[]> ranges) {
        var all = new ArrayList<Found>();
        var old = hits.iterator();
        var waiting = old.hasNext() ? old.next() : null;
        for (var range : ranges) {
            while (waiting != null && waiting.start() < range[1]) {
                if (waiting.start() < range[0]) {
                    all.add(waiting);
                }
                waiting = old.hasNext() ? old.next() : null;
            }
            find(Math.max(range[0], earliest), range[1], all);
        }
        while (waiting != null) {
            if (all.isEmpty() || all.getLast().end() <= waiting.start()) {
                all.add(waiting);
            }
            waiting = old.hasNext() ? old.next() : null;
        }
        return all;
    }

    /** Searches where memory is resident. */
    private void find(int start, int end, List<Found> into) {
        int at = start;
        while (at < end) {
            int page = at / PAGE;
            if (shown[page] == Layer.GAP) {
                at = (page + 1) * PAGE;
                continue;
            }
            int first = page;
            while (first > 0 && shown[first - 1] != Layer.GAP) {
                first--;
            }
            int last = page + 1;
            while (last < shown.length && shown[last] != Layer.GAP) {
                last++;
            }
            int behind = into.isEmpty() ? at : Math.max(into.getLast().end(), at);
            find(Math.max(first * PAGE, at - needle.reach() - Search.CONTEXT), behind, Math.min(end, last * PAGE), last * PAGE, into);
            at = last * PAGE;
        }
    }

    private void find(int from, int start, int end, int limit, List<Found> into) {
        int seen = Math.min(limit, end + needle.reach() + Search.CONTEXT);
        var bytes = new Haystack(window, from, seen - from);
        for (var hit = needle.find(bytes, start - from);
                hit.isPresent() && hit.get().start() + from < end;
                hit = needle.find(bytes, hit.get().end())) {
            int first = hit.get().start();
            int last = hit.get().end();
            into.add(new Found(
                    from + first,
                    from + last,
                    bytes.shown(hit.get(), Search.CONTEXT, Search.SHOWN),
                    bytes.slice(first, Math.min(last, first + Search.KEPT))));
        }
    }

    private void tell(int checkpoint, long from, boolean mapped) {
        for (var hit : hits) {
            var match = layers.get(checkpoint).match(from + hit.start(), mapped, hit.text(), hit.bytes());
            if (!taker.take(checkpoint, match)) {
                over[checkpoint] = true;
                return;
            }
        }
    }

    @Override
    public void close() {
        layers.forEach(Layer::close);
        if (pool != null) {
            try {
                pool.close();
            } catch (IOException e) {
                throw Damage.unreadable("the pool of pages", e);
            }
        }
    }
}
