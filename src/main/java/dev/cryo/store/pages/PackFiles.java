package dev.cryo.store.pages;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Packs that are open to be read; the longest unused is closed when they are too many. For one thread. */
final class PackFiles implements Closeable {

    private static final int MOST = 256;

    private final Map<String, FileChannel> files = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Reads until the buffer is full or the pack ends.
     *
     * @throws NoSuchFileException when the pack is gone
     */
    void read(Pack pack, long offset, ByteBuffer into) throws IOException {
        var file = file(pack);
        int start = into.position();
        while (into.hasRemaining() && file.read(into, offset + into.position() - start) >= 0) {}
    }

    private FileChannel file(Pack pack) throws IOException {
        var open = files.get(pack.name());
        if (open != null) {
            return open;
        }
        var channel = FileChannel.open(pack.file(), StandardOpenOption.READ);
        files.put(pack.name(), channel);
        if (files.size() > MOST) {
            var eldest = files.entrySet().iterator();
            eldest.next().getValue().close();
            eldest.remove();
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        for (var file : files.values()) {
            file.close();
        }
        files.clear();
    }
}
