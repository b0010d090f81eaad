package dev.cryo.store;

import dev.cryo.criu.Images;
import dev.cryo.store.pages.PageStore;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Map;
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
