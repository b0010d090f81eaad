package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads stretches of memory one after the other; keeps the last file open. For one thread. */
public final class StretchReader implements AutoCloseable {

    private final Images images;
    private String file = "";
    private @Nullable SeekableByteChannel channel;

    StretchReader(Images images) {
        this.images = images;
    }

    /**
     * Fills {@code into} with {@code length} bytes of a stretch from {@code from} on; what was never written is zeros.
     *
     * @throws Problem when the pages cannot be read
     * @throws IllegalArgumentException for a stretch that is absent
     */
    public void fill(Stretch stretch, long from, byte[] into, int length) {
        switch (stretch) {
            case Stretch.Zeros _ -> Arrays.fill(into, 0, length, (byte) 0);
            case Stretch.Absent _ -> throw new IllegalArgumentException("nothing is there to read");
            case Stretch.Stored stored -> read(stored, from, ByteBuffer.wrap(into, 0, length));
        }
    }

    /**
     * Reads as much of a stretch, from {@code from} on, as a buffer has room for; then it is full.
     *
     * @throws Problem when the pages cannot be read
     */
    public void read(Stretch.Stored stretch, long from, ByteBuffer into) {
        try {
            AddressSpace.readFully(open(stretch.file()), stretch.file(), stretch.offset() + from, into);
        } catch (IOException e) {
            throw Damage.unreadable(stretch.file(), e);
        }
    }

    private SeekableByteChannel open(String wanted) throws IOException {
        var open = channel;
        if (open == null || !file.equals(wanted)) {
            close();
            open = images.open(wanted);
            channel = open;
            file = wanted;
        }
        return open;
    }

    @Override
    public void close() {
        var open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw Damage.unreadable(file, e);
            }
        }
    }
}
