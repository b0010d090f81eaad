package dev.cryo.store.pages;

import java.util.BitSet;

/** Adds up what pages take; one that stands in two packs counts once. */
final class Counting {

    private final BitSet left;
    private long pages;
    private long bytes;
    private double onDisk;

    Counting(BitSet wanted) {
        this.left = (BitSet) wanted.clone();
    }

    void add(PackTable table) {
        for (int b = 0; b < table.blocks(); b++) {
            var block = table.block(b);
            long whole = 0;
            long ours = 0;
            for (int page = block.firstPage(); page < block.firstPage() + block.pages(); page++) {
                int length = table.length(page);
                whole += length;
                int number = Math.toIntExact(table.number(page));
                if (left.get(number)) {
                    left.clear(number);
                    pages++;
                    ours += length;
                    onDisk += 2 * PackTable.PAGE;
                }
            }
            bytes += ours;
            onDisk += whole == 0 ? 0 : (double) (block.length() + 2 * PackTable.BLOCK) * ours / whole;
        }
    }

    PageStore.Extent extent() {
        return new PageStore.Extent(pages, bytes, Math.round(onDisk));
    }
}
