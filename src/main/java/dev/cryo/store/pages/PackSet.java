package dev.cryo.store.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The packs that there were at some moment, by the page numbers in them. */
final class PackSet {

    static final PackSet NONE = new PackSet(List.of());

    private final List<Pack> packs;
    /** The greatest page number in this pack and in all before it. */
    private final long[] lastSoFar;

    private PackSet(List<Pack> sorted) {
        this.packs = sorted;
        this.lastSoFar = new long[sorted.size()];
        long last = 0;
        for (int i = 0; i < sorted.size(); i++) {
            last = Math.max(last, sorted.get(i).last());
            lastSoFar[i] = last;
        }
    }

    /** What lies in a folder now; packs that were known keep their tables. */
    static PackSet in(Path folder, PackSet before) throws IOException {
        var known = new HashMap<String, Pack>();
        before.packs.forEach(pack -> known.put(pack.name() + Pack.SUFFIX, pack));
        try (var files = Files.list(folder)) {
            return new PackSet(files.map(file -> file.getFileName().toString())
                    .flatMap(file -> Optional.ofNullable(known.get(file))
                            .or(() -> Pack.named(folder, file))
                            .stream())
                    .sorted(Comparator.comparingLong(Pack::first).thenComparing(Pack::name))
                    .toList());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Ascending by their first page. */
    List<Pack> packs() {
        return packs;
    }

    /** A page in a pack. */
    record Place(Pack pack, PackTable table, int page) {}

    /** The first place of a page; a pack whose tables are damaged has none. */
    Optional<Place> find(long number) throws IOException {
        return places(number).stream().findFirst();
    }

    /** All places of a page: after a prune that was cut short it may stand in two packs. */
    List<Place> places(long number) throws IOException {
        int low = 0;
        int high = packs.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (packs.get(middle).first() <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        var places = new ArrayList<Place>(1);
        for (int i = low - 1; i >= 0 && lastSoFar[i] >= number; i--) {
            var pack = packs.get(i);
            var table = pack.last() >= number ? pack.tableIfReadable() : Optional.<PackTable>empty();
            var page = table.map(t -> t.find(number)).orElse(OptionalInt.empty());
            if (page.isPresent()) {
                places.add(new Place(pack, table.orElseThrow(), page.getAsInt()));
            }
        }
        return places;
    }

    /** The greatest page number of all; 0 without packs. */
    long last() {
        return lastSoFar.length == 0 ? 0 : lastSoFar[lastSoFar.length - 1];
    }

    /** Those that were not there before. */
    List<Pack> newerThan(PackSet before) {
        var names = new ArrayList<Pack>(packs);
        var old = Map.copyOf(before.byName());
        names.removeIf(pack -> old.containsKey(pack.name()));
        return names;
    }

    private Map<String, Pack> byName() {
        var map = new HashMap<String, Pack>();
        packs.forEach(pack -> map.put(pack.name(), pack));
        return map;
    }
}
