package dev.cryo.store.pages;

import dev.cryo.verb.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/** Reads pages by their numbers; for one thread. */
public final class PageReader implements Closeable {

    private final PageStore store;
    private final Blocks blocks = new Blocks();

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

    private ByteBuffer find(long number) throws IOException {
        var place = store.packs().find(number);
        if (place.isEmpty()) {
            place = store.refresh().find(number);
        }
        var found = place.orElseThrow(() -> Problem.failed("a page of the store is missing")
                .evidence("no pack holds page " + number)
                .remedy("'verify --all' lists the checkpoints that need it"));
        var block = blocks.read(found.pack(), found.table(), found.table().blockOf(found.page()));
        if (!block.whole() && !proves(block, found.page())) {
            throw Problem.failed("a page of the store is damaged")
                    .evidence("page " + number + " in " + found.pack().file())
                    .remedy("'verify --all' lists the checkpoints that need it");
        }
        return block.page(found.page());
    }

    private static boolean proves(Blocks.Unpacked block, int page) {
        return block.holds(page) && Inspection.hasItsHash(block, page);
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
