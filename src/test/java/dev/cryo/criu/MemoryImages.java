package dev.cryo.criu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Image files that exist in memory only; knows what was read of them. */
final class MemoryImages implements Images {

    /** Contents that need not exist as a whole. */
    interface Contents {
        long size();

        byte at(long offset);

        default void copy(long offset, int count, ByteBuffer into) {
            for (int i = 0; i < count; i++) {
                into.put(at(offset + i));
            }
        }
    }

    private record Array(Bytes bytes) implements Contents {
        @Override
        public long size() {
            return bytes.length();
        }

        @Override
        public byte at(long offset) {
            return bytes.at((int) offset);
        }

        @Override
        public void copy(long offset, int count, ByteBuffer into) {
            into.put(bytes.array(), (int) offset, count);
        }
    }

    private final Map<String, Contents> files = new HashMap<>();

    /** The most bytes that were asked for at once, of any file. */
    int longestRead;
    /** How many bytes were read, of all files. */
    long bytesRead;
    /** How many channels are open. */
    int open;

    static MemoryImages of(Map<String, byte[]> files) {
        var images = new MemoryImages();
        files.forEach(images::put);
        return images;
    }

    MemoryImages put(String name, byte[] bytes) {
        return put(name, new Array(Bytes.of(bytes)));
    }

    MemoryImages put(String name, Contents contents) {
        files.put(name, contents);
        return this;
    }

    MemoryImages without(String name) {
        files.remove(name);
        return this;
    }

    @Override
    public Set<String> names() {
        return files.keySet();
    }

    @Override
    public String title() {
        return "images in memory";
    }

    @Override
    public SeekableByteChannel open(String name) throws IOException {
        var contents = files.get(name);
        if (contents == null) {
            throw new NoSuchFileException(name);
        }
        open++;
        return new Channel(contents);
    }

    private final class Channel implements SeekableByteChannel {
        private final Contents contents;
        private long position;
        private boolean closed;

        Channel(Contents contents) {
            this.contents = contents;
        }

        @Override
        public int read(ByteBuffer into) {
            longestRead = Math.max(longestRead, into.remaining());
            if (position >= contents.size()) {
                return -1;
            }
            int count = (int) Math.min(into.remaining(), contents.size() - position);
            contents.copy(position, count, into);
            position += count;
            bytesRead += count;
            return count;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new NonWritableChannelException();
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long to) {
            position = to;
            return this;
        }

        @Override
        public long size() {
            return contents.size();
        }

        @Override
        public SeekableByteChannel truncate(long to) {
            throw new NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
            }
        }
    }
}
