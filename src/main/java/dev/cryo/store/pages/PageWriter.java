package dev.cryo.store.pages;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Adds pages to the store; for one thread, under the store's lock. Nothing of it lasts before {@link #finish}, and what
 * was added is gone when it is closed before.
 */
public final class PageWriter implements Closeable {

    private final PageStore store;
    private final PackWriter.Series packs;
    private final KnownPages added = new KnownPages();
    private final PackTable.Builder hashes = new PackTable.Builder();
    private final long first;
    private long next;
    private long reused;

    PageWriter(PageStore store, PackWriter.Series packs, long next) {
        this.store = store;
        this.packs = packs;
        this.first = next;
        this.next = next;
    }

    /**
     * The number of a page, which is written if it is not known.
     *
     * @param page 1 to 4096 bytes, which are copied
     * @param hash their SHA-256
     */
    public long add(ByteBuffer page, byte[] hash) throws IOException {
        long start = KnownPages.startOf(hash);
        long found = store.known().find(start, number -> store.hasHash(number, hash));
        if (found == 0) {
            found = added.find(start, number -> hashes.hasHash((int) (number - first), hash));
        }
        if (found != 0) {
            reused++;
            return found;
        }
        long number = next++;
        added.add(start, number);
        hashes.page(number, page.remaining(), hash);
        packs.current().add(number, page, hash);
        return number;
    }

    /** Whether a page may be shared; one that was found damaged may not. */
    public boolean trusts(long number) {
        return store.trusts(number);
    }

    /** How many pages were written. */
    public long written() {
        return next - first;
    }

    /** How many pages were there already. */
    public long reused() {
        return reused;
    }

    /**
     * Makes all durable.
     *
     * @return bytes by which the store grew
     */
    public long finish() throws IOException {
        packs.finish();
        return packs.written();
    }

    @Override
    public void close() throws IOException {
        packs.close();
    }
}
