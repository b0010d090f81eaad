package dev.cryo.criu;

import dev.cryo.criu.AddressSpace.Extent;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Walks over the resident memory of a process: its own pages in order, then the shared ones that it maps or holds. */
final class Extents implements Iterator<Extent> {

    /**
     * A part of a page map that the process sees.
     *
     * @param shift what is added to the map's addresses to make them the process's
     */
    private record Part(PageMap map, long from, long to, long shift, boolean shared, boolean mapped) {}

    private final Iterator<Part> parts;
    private Part part;
    private int run;
    private @Nullable Extent next;

    Extents(PageMap pages, List<Mapping> mappings, Map<Long, PageMap> objects, List<PageMap> held) {
        this.part = new Part(pages, 0, Long.MAX_VALUE, 0, false, true);
        var shared = mappings.stream()
                .filter(mapping -> mapping.kind().isSharedObject())
                .flatMap(mapping ->
                        Stream.ofNullable(objects.get(mapping.object())).map(object -> part(mapping, object)));
        var open = held.stream().map(object -> new Part(object, 0, Long.MAX_VALUE, 0, true, false));
        this.parts = Stream.concat(shared, open).iterator();
    }

    private static Part part(Mapping mapping, PageMap object) {
        long from = mapping.offset();
        return new Part(object, from, from + mapping.length(), mapping.start() - from, true, true);
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = advance();
        }
        return next != null;
    }

    @Override
    public Extent next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        var extent = next;
        next = null;
        return extent;
    }

    private @Nullable Extent advance() {
        while (true) {
            var map = part.map();
            if (run == map.size() || map.start(run) >= part.to()) {
                if (!parts.hasNext()) {
                    return null;
                }
                part = parts.next();
                run = Math.max(part.map().after(part.from()) - 1, 0);
                continue;
            }
            int first = run++;
            long from = Math.max(map.start(first), part.from());
            if (!map.isPresent(first) || map.end(first) <= from) {
                continue;
            }
            // The next run of addresses is also the next in the file, unless pages that only lie there come between.
            long end = map.end(first);
            while (run < map.size()
                    && map.isPresent(run)
                    && map.start(run) == end
                    && map.file(run).equals(map.file(first))
                    && map.offset(run) == map.offset(first) + end - map.start(first)) {
                end = map.end(run++);
            }
            long length = Math.min(end, part.to()) - from;
            long offset = map.offset(first) + from - map.start(first);
            return new Extent(part.shift() + from, length, map.file(first), offset, part.shared(), part.mapped());
        }
    }
}
