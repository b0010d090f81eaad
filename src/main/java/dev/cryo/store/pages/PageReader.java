package dev.cryo.store.pages;

import dev.cryo.verb.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Reads pages by their numbers; for one thread. */
public final class PageReader implements Closeable {

    private final PageStore store;
    private final PackFiles files = new PackFiles();
    private final Blocks blocks = new Blocks(files);
    private final Gathering gathering = new Gathering();

    PageReader(PageStore store) {
        this.store = store;
    }

    /**
     * A page.
     *
     * @param number not {@link PageStore#ZEROS}
     * @return its bytes, to be read at once
     * @throws Problem when it is damaged or missing
     */
    public ByteBuffer read(long number) throws IOException {
        try {
            return find(number);
        } catch (NoSuchFileException e) {
            store.refresh(); // its pack was rewritten meanwhile
            return find(number);
        }
    }

    /**
     * Many pages, which is quicker than one by one.
     *
     * @param into a direct buffer; its position is of no account
     * @throws Problem when one is damaged or missing
     */
    public void read(WantedPages wanted, ByteBuffer into) throws IOException {
        for (int which : gather(wanted, into)) {
            var page = read(wanted.number(which));
            if (page.remaining() != wanted.length(which)) {
                throw lost(wanted.number(which), store.packs().places(wanted.number(which)));
            }
            into.put(wanted.offset(which), page, page.position(), page.remaining());
        }
    }

    private List<Integer> gather(WantedPages wanted, ByteBuffer into) throws IOException {
        try {
            return gathering.gather(wanted, store.packs(), files, into);
        } catch (NoSuchFileException e) {
            return gathering.gather(wanted, store.refresh(), files, into); // a pack was rewritten meanwhile
        }
    }

    private ByteBuffer find(long number) throws IOException {
        var places = store.packs().places(number);
        if (places.isEmpty()) {
            places = store.refresh().places(number);
        }
        for (var place : places) {
            var block = blocks.read(place.pack(), place.table(), place.table().blockOf(place.page()));
            if (block.whole() || proves(block, place.page())) {
                return block.page(place.page());
            }
        }
        for (var place : places) {
            suspectAround(place);
        }
        store.suspect(number);
        throw lost(number, places);
    }

    /** Damage costs a block mostly as a whole, and whoever reads on may never come to the others. */
    private void suspectAround(PackSet.Place place) throws IOException {
        var block = blocks.read(place.pack(), place.table(), place.table().blockOf(place.page()));
        int first = block.block().firstPage();
        for (int page = first; page < first + block.block().pages(); page++) {
            if (!proves(block, page)) {
                store.suspect(place.table().number(page));
            }
        }
    }

    private static Problem lost(long number, List<PackSet.Place> places) {
        var problem = places.isEmpty()
                ? Problem.failed("a page of the store is missing").evidence("no pack holds page " + number)
                : Problem.failed("a page of the store is damaged")
                        .evidence("page " + number + " in " + places.getFirst().pack().file());
        return problem.remedy("'verify --all' lists the checkpoints that need it");
    }

    private static boolean proves(Blocks.Unpacked block, int page) {
        return block.holds(page) && Inspection.hasItsHash(block, page);
    }

    @Override
    public void close() throws IOException {
        blocks.close();
        gathering.close();
        files.close();
    }
}
