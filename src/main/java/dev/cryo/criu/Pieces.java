package dev.cryo.criu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.NoSuchElementException;
import java.util.SequencedMap;

/** The bytes of a file as they are, piece by piece. */
final class Pieces implements Iterator<SequencedMap<String, Object>> {

    /** A multiple of three, so that the base64 of the pieces is that of the whole. */
    private static final int PIECE = 48 << 10;

    private final Images images;
    private final String name;
    private final long size;
    private long done;

    Pieces(Images images, String name) {
        this.images = images;
        this.name = name;
        try (var channel = images.open(name)) {
            this.size = channel.size();
        } catch (IOException e) {
            throw Damage.unreadable(name, e);
        }
    }

    @Override
    public boolean hasNext() {
        return done < size;
    }

    @Override
    public SequencedMap<String, Object> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        var bytes = new byte[(int) Math.min(PIECE, size - done)];
        try (var channel = images.open(name)) {
            AddressSpace.readFully(channel, name, done, ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            throw Damage.unreadable(name, e);
        }
        done += bytes.length;
        var entry = new LinkedHashMap<String, Object>();
        entry.put(RecordTree.EXTRA, RecordDecoder.base64(bytes));
        return entry;
    }
}
