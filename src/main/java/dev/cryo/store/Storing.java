package dev.cryo.store;

import dev.cryo.store.pages.PageStore;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Turns what lies in a draft into pages; under the store's lock. */
record Storing(PageStore pages, int level) {

    /**
     * What became of a draft.
     *
     * @param sums of its files as they lie there
     * @param added bytes by which the store grew
     */
    record Stored(Contents contents, List<Whole.FileSums> sums, Size added) {}

    /**
     * A checkpoint to compare with.
     *
     * @param contents what it is made of
     */
    record Parent(Unpacked.Lease lease, Contents contents) {
        Path images() {
            return lease.path().resolve(Store.IMAGES);
        }
    }

    /** Stores all files below a folder, durable. */
    Stored store(Path draft, Optional<Parent> parent) throws IOException {
        var former = parent.map(p -> Former.of(draft.resolve(Store.IMAGES), p.images(), p.contents()))
                .orElse(Former.NONE);
        var files = new ArrayList<Contents.StoredFile>();
        var sums = new ArrayList<Whole.FileSums>();
        try (var writer = pages.writer(level);
                var packing = new Packing(writer)) {
            for (var path : files(draft)) {
                var matches = path.startsWith(Store.IMAGES + "/")
                        ? former.in(path.substring(Store.IMAGES.length() + 1))
                        : List.<Former.Match>of();
                var packed = packing.pack(path, draft.resolve(path), matches);
                files.add(packed.file());
                sums.add(new Whole.FileSums(path, packed.sums()));
            }
            return new Stored(new Contents(files), sums, new Size(writer.finish()));
        }
    }

    /** The paths of all files that belong to a checkpoint, ascending. */
    private static List<String> files(Path draft) throws IOException {
        try (var files = Files.walk(draft)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> draft.relativize(file).toString())
                    .filter(path -> !path.startsWith(".") && !path.startsWith(Draft.NAMED + "/"))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
