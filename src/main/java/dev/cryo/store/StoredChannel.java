package dev.cryo.store;

import dev.cryo.store.pages.PageReader;
import dev.cryo.store.pages.PageStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file of a checkpoint, read straight out of the packs. For one thread. */
final class StoredChannel implements SeekableByteChannel {

    private static final byte[] ZEROS = new byte[PageStore.PAGE];

    private final PageRuns pages;
    private final PageReader reader;
    private final Closeable closing;
    private long position;
    private boolean open = true;

    /**
     * @param closing what is closed with the channel
     */
    StoredChannel(PageRuns pages, PageReader reader, Closeable closing) {
        this.pages = pages;
        this.reader = reader;
        this.closing = closing;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (position >= pages.bytes()) {
            return into.hasRemaining() ? -1 : 0;
        }
        int before = into.position();
        while (into.hasRemaining() && position < pages.bytes()) {
            int run = pages.runAt(position);
            int length = pages.length(run);
            long within = position - pages.offset(run);
            long index = within / length;
            int skip = (int) (within % length);
            var page = pages.first(run) == PageStore.ZEROS
                    ? ByteBuffer.wrap(ZEROS, 0, length)
                    : reader.read(pages.first(run) + index);
            int take = Math.min(length - skip, into.remaining());
            into.put(page.slice(page.position() + skip, take));
            position += take;
        }
        return into.position() - before;
    }

    @Override
    public int write(ByteBuffer bytes) {
        throw new NonWritableChannelException();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long to) {
        if (to < 0) {
            throw new IllegalArgumentException("position " + to);
        }
        position = to;
        return this;
    }

    @Override
    public long size() {
        return pages.bytes();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            closing.close();
        }
    }
}
