package dev.cryo.store;

import dev.cryo.criu.Images;
import dev.cryo.store.pages.PageStore;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files of one checkpoint, to be read where they are kept. */
sealed interface CheckpointFiles {

    /** Those in one of its folders, {@link Store#IMAGES} or {@link Store#WORK}; empty when there is none. */
    Optional<Images> folder(String name);

    /** One file by its path within the checkpoint; empty when it has none of this name. */
    Optional<SeekableByteChannel> open(String path) throws IOException;

    default Images images() {
        return folder(Store.IMAGES).orElseThrow(() -> Problem.failed("the checkpoint holds no image files"));
    }

    default Optional<Images> work() {
        return folder(Store.WORK);
    }

    default Optional<byte[]> read(String path) throws IOException {
        var file = open(path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (var channel = file.get()) {
            return Optional.of(Channels.newInputStream(channel).readAllBytes());
        }
    }

    /** Of version 1: the files themselves. */
    record InFolder(Path path) implements CheckpointFiles {

        @Override
        public Optional<Images> folder(String name) {
            var folder = path.resolve(name);
            return Files.isDirectory(folder) && Store.sizeOf(folder).bytes() > 0
                    ? Optional.of(Images.in(folder))
                    : Optional.empty();
        }

        @Override
        public Optional<SeekableByteChannel> open(String file) throws IOException {
            var there = path.resolve(file);
            return Files.exists(there) ? Optional.of(Files.newByteChannel(there)) : Optional.empty();
        }
    }

    /**
     * Read straight out of the packs.
     *
     * @param title how a message calls the checkpoint
     */
    record InPacks(PageStore pages, Contents contents, String title) implements CheckpointFiles {

        @Override
        public Optional<Images> folder(String name) {
            return Optional.<Images>of(StoredImages.of(pages, contents, name, title))
                    .filter(images -> !images.names().isEmpty());
        }

        @Override
        public Optional<SeekableByteChannel> open(String path) {
            return contents.file(path).map(file -> {
                var reader = pages.reader();
                return new StoredChannel(file.pages(), reader, reader);
            });
        }
    }
}
