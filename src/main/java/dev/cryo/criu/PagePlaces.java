package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Which memory lies where in the pages files: for whoever compares two checkpoints of one container.
 */
public final class PagePlaces {

    private PagePlaces() {}

    /**
     * Pages in a row, in memory as in the file.
     *
     * @param map whose memory: {@code pagemap-1.img} is process 1's, {@code pagemap-shmem-7.img} a shared object's
     * @param address of the first, in bytes
     * @param file the pages file, {@code offset} where they lie in it
     * @param length in bytes
     */
    public record Stretch(String map, long address, String file, long offset, long length) {}

    /**
     * All pages that an image directory holds itself, by map and address.
     *
     * @throws Problem when a page map is damaged
     */
    public static List<Stretch> of(Images images) {
        var stretches = new ArrayList<Stretch>();
        for (var name : images.names().stream().filter(n -> n.matches("pagemap-.*\\.img")).sorted().toList()) {
            var map = PageMap.read(images, name);
            for (int run = 0; run < map.size(); run++) {
                if (map.isPresent(run)) {
                    stretches.add(new Stretch(
                            name, map.start(run), map.file(run), map.offset(run), map.end(run) - map.start(run)));
                }
            }
        }
        return stretches;
    }
}
