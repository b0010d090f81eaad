package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.Stretch;
import dev.cryo.criu.StretchReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Copies memory into a file that has holes so far, and leaves them where nothing but zeros would come. */
final class SparseCopy implements AutoCloseable {

    private static final int PAGE = 4096;

    private final AddressSpace space;
    private final FileChannel out;
    private final StretchReader reader;
    /** Outside the heap: what the kernel reads into such a buffer it writes out of it, without a copy between. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10).order(ByteOrder.nativeOrder());

    SparseCopy(AddressSpace space, FileChannel out) {
        this.space = space;
        this.out = out;
        this.reader = space.reader();
    }

    /**
     * Writes what the checkpoint holds between two addresses.
     *
     * @param at where in the file the first address belongs
     * @return how many bytes that is, zeros among them or not
     */
    long write(long start, long end, long at) throws IOException {
        long taken = 0;
        for (long address = start; address != end; ) {
            var stretch = space.stretchAt(address).upTo(end - address);
            if (stretch instanceof Stretch.Stored stored) {
                for (long done = 0; done < stored.length(); done += buffer.capacity()) {
                    buffer.clear().limit((int) Math.min(buffer.capacity(), stored.length() - done));
                    reader.read(stored, done, buffer);
                    write(buffer.flip(), at + address - start + done);
                }
                taken += stored.length();
            }
            address += stretch.length();
        }
        return taken;
    }

    /** Whole pages; those of zeros are left out. */
    private void write(ByteBuffer pages, long at) throws IOException {
        int from = 0;
        for (int page = 0; page < pages.limit(); page += PAGE) {
            if (isZero(pages, page)) {
                writeRange(pages, from, page, at);
                from = page + PAGE;
            }
        }
        writeRange(pages, from, pages.limit(), at);
    }

    private void writeRange(ByteBuffer pages, int from, int to, long at) throws IOException {
        if (from < to) {
            ElfCore.writeFully(out, pages.slice(from, to - from), at + from);
        }
    }

    private static boolean isZero(ByteBuffer pages, int page) {
        for (int i = page; i < page + PAGE; i += Long.BYTES) {
            if (pages.getLong(i) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        reader.close();
    }
}
