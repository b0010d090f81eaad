package dev.cryo.store;

import dev.cryo.criu.Images;
import dev.cryo.criu.PagePool;
import dev.cryo.store.pages.PageReader;
import dev.cryo.store.pages.PageStore;
import dev.cryo.store.pages.WantedPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The image files of a checkpoint, read straight out of the packs. */
record StoredImages(PageStore store, Map<String, PageRuns> files, String title) implements Images {

    static StoredImages of(PageStore store, Contents contents, String folder, String title) {
        var files = contents.files().stream()
                .filter(file -> file.path().startsWith(folder + "/"))
                .collect(Collectors.toUnmodifiableMap(
                        file -> file.path().substring(folder.length() + 1), Contents.StoredFile::pages));
        return new StoredImages(store, files, title);
    }

    @Override
    public Set<String> names() {
        return files.keySet();
    }

    /** The packs, whose pages all checkpoints of a store share. */
    private record Pool(PageStore store) implements PagePool {
        @Override
        public Reader reader() {
            return new PoolReader(store.reader());
        }
    }

    private static final class PoolReader implements PagePool.Reader {

        private final PageReader pages;
        /** Packs are unpacked outside of the heap. */
        private ByteBuffer room = ByteBuffer.allocateDirect(0);

        PoolReader(PageReader pages) {
            this.pages = pages;
        }

        @Override
        public void read(long[] numbers, int[] places, int count, byte[] into) throws IOException {
            if (room.capacity() < into.length) {
                room = ByteBuffer.allocateDirect(into.length);
            }
            var wanted = new WantedPages();
            for (int i = 0; i < count; i++) {
                if (numbers[i] != PageStore.ZEROS) {
                    wanted.add(numbers[i], 1, PageStore.PAGE, places[i]);
                }
            }
            pages.read(wanted, room);
            for (int i = 0; i < count; i++) {
                if (numbers[i] == PageStore.ZEROS) {
                    Arrays.fill(into, places[i], places[i] + PageStore.PAGE, (byte) 0);
                } else {
                    room.get(places[i], into, places[i], PageStore.PAGE);
                }
            }
        }

        @Override
        public void close() throws IOException {
            pages.close();
        }
    }

    @Override
    public Optional<PagePool> pool() {
        return Optional.of(new Pool(store));
    }

    @Override
    public long pageNumber(String name, long offset) {
        var pages = files.get(name);
        return pages == null
                        || offset + PageStore.PAGE > pages.bytes()
                        || pages.startOfPageAt(offset) != offset
                        || pages.lengthOfPageAt(offset) != PageStore.PAGE
                ? PagePool.NONE
                : pages.pageAt(offset);
    }

    @Override
    public SeekableByteChannel open(String name) throws IOException {
        var pages = files.get(name);
        if (pages == null) {
            throw new NoSuchFileException(name);
        }
        var reader = store.reader();
        return new StoredChannel(pages, reader, reader);
    }
}
