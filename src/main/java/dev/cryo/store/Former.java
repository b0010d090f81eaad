package dev.cryo.store;

import dev.cryo.criu.Images;
import dev.cryo.criu.PagePlaces;
import dev.cryo.criu.PagePlaces.Stretch;
import dev.cryo.verb.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parent's memory, as it lies unpacked: where a page of the new checkpoint stood at the same address in the parent.
 */
final class Former {

    /** Nothing to compare with. */
    static final Former NONE = new Former(Map.of());

    private final Map<String, List<Match>> matches;

    private Former(Map<String, List<Match>> matches) {
        this.matches = matches;
    }

    /**
     * Pages of the new checkpoint that stood in the parent, too.
     *
     * @param offset in the new pages file, {@code length} in bytes
     * @param file the parent's pages file, unpacked, {@code formerOffset} where they lie in it
     * @param pages which pages the parent's file is made of
     */
    record Match(long offset, long length, Path file, long formerOffset, PageRuns pages) {
        long end() {
            return offset + length;
        }
    }

    /**
     * Looks up all memory of a new checkpoint.
     *
     * @param images the new image directory
     * @param parent the parent's image directory, unpacked, and its {@code contents}
     */
    static Former of(Path images, Path parent, Contents contents) {
        try {
            return match(PagePlaces.of(Images.in(images)), PagePlaces.of(Images.in(parent)), parent, contents);
        } catch (Problem e) {
            return NONE; // images that cannot be read as CRIU's are kept all the same
        }
    }

    private static Former match(List<Stretch> now, List<Stretch> before, Path parent, Contents contents) {
        var formerly = new HashMap<String, TreeMap<Long, Stretch>>();
        for (var stretch : before) {
            formerly.computeIfAbsent(stretch.map(), _ -> new TreeMap<>()).put(stretch.address(), stretch);
        }
        var matches = new HashMap<String, List<Match>>();
        for (var stretch : now) {
            var candidates = formerly.get(stretch.map());
            if (candidates == null) {
                continue;
            }
            var from = Optional.ofNullable(candidates.floorKey(stretch.address())).orElse(stretch.address());
            for (var former : candidates.subMap(from, stretch.address() + stretch.length()).values()) {
                long start = Math.max(stretch.address(), former.address());
                long end = Math.min(stretch.address() + stretch.length(), former.address() + former.length());
                var pages = contents.file(Store.IMAGES + "/" + former.file());
                if (start < end && pages.isPresent()) {
                    matches.computeIfAbsent(stretch.file(), _ -> new ArrayList<>())
                            .add(new Match(
                                    stretch.offset() + start - stretch.address(),
                                    end - start,
                                    parent.resolve(former.file()),
                                    former.offset() + start - former.address(),
                                    pages.get().pages()));
                }
            }
        }
        matches.values().forEach(list -> list.sort(java.util.Comparator.comparingLong(Match::offset)));
        return new Former(matches);
    }

    /** The matches in a pages file of the new checkpoint, ascending, without overlaps. */
    List<Match> in(String pagesFile) {
        return matches.getOrDefault(pagesFile, List.of());
    }
}
