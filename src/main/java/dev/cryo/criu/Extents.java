package dev.cryo.criu;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks over the resident memory of a process: see {@link AddressSpace#extents}. */
final class Extents implements Iterator<AddressSpace.Extent> {

    private final PageMap pages;
    private final Iterator<Mapping> sharing;
    private final Map<Long, PageMap> objects;

    private int run;
    private @Nullable Mapping mapping;
    private @Nullable PageMap object;
    private int objectRun;
    private AddressSpace.@Nullable Extent next;

    Extents(PageMap pages, List<Mapping> mappings, Map<Long, PageMap> objects) {
        this.pages = pages;
        this.sharing = mappings.stream()
                .filter(mapping -> mapping.kind().isSharedObject())
                .iterator();
        this.objects = objects;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = ownExtent();
        }
        if (next == null) {
            next = sharedExtent();
        }
        return next != null;
    }

    @Override
    public AddressSpace.Extent next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        var extent = next;
        next = null;
        return extent;
    }

    private AddressSpace.@Nullable Extent ownExtent() {
        while (run < pages.size() && !pages.isPresent(run)) {
            run++;
        }
        if (run == pages.size()) {
            return null;
        }
        int first = run;
        long end = pages.end(first);
        run++;
        // The next run of addresses is also the next in the file, unless one that is only stored lies between.
        while (run < pages.size()
                && pages.isPresent(run)
                && pages.start(run) == end
                && pages.offset(run) == pages.offset(first) + end - pages.start(first)) {
            end = pages.end(run);
            run++;
        }
        return new AddressSpace.Extent(
                pages.start(first), end - pages.start(first), pages.pages(), pages.offset(first), false);
    }

    private AddressSpace.@Nullable Extent sharedExtent() {
        while (true) {
            if (mapping == null
                    || object == null
                    || objectRun >= object.size()
                    || object.start(objectRun) >= mapping.offset() + mapping.length()) {
                if (!sharing.hasNext()) {
                    return null;
                }
                mapping = sharing.next();
                object = objects.get(mapping.object());
                objectRun = object == null ? 0 : Math.max(object.after(mapping.offset()) - 1, 0);
                continue;
            }
            int candidate = objectRun++;
            long from = Math.max(object.start(candidate), mapping.offset());
            long to = Math.min(object.end(candidate), mapping.offset() + mapping.length());
            if (object.isPresent(candidate) && from < to) {
                return new AddressSpace.Extent(
                        mapping.start() + from - mapping.offset(),
                        to - from,
                        object.pages(),
                        object.offset(candidate) + from - object.start(candidate),
                        true);
            }
        }
    }
}
