package dev.cryo.store;

import dev.cryo.store.pages.PageStore;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What the store takes on the disk, and for whom. */
public final class Footprint {

    private final Store store;

    public Footprint(Store store) {
        this.store = store;
    }

    /**
     * What some checkpoints take.
     *
     * @param timeline whose they are; empty for all of the store
     * @param raw bytes of their files
     * @param distinct bytes of the different pages in these
     * @param alone bytes on the disk that are there for them only: packed pages, descriptions, files of version 1
     * @param shared bytes on the disk of packed pages that other timelines use, too
     * @param unpacked bytes of their unpacked copies
     */
    public record Share(
            Optional<Timeline> timeline, int checkpoints, Size raw, Size distinct, Size alone, Size shared, Size unpacked) {}

    /**
     * All of it.
     *
     * @param unused bytes on the disk of pages that nobody uses: a prune frees them with their pack, or
     *     when the most of it is unused
     */
    public record Usage(List<Share> timelines, Share all, Size unused) {}

    private record Measured(
            Optional<Timeline> timeline, int checkpoints, long raw, BitSet pages, long folders, long unpacked) {}

    /** Counts everything; damaged checkpoints count with what can be told of them. */
    public Usage measure() {
        try {
            var each = new ArrayList<Measured>();
            for (var folder : store.folders().toList()) {
                var timeline = folder.read();
                if (timeline.isPresent()) {
                    each.add(measure(folder, timeline.get()));
                }
            }
            var once = new BitSet();
            var several = new BitSet();
            for (var one : each) {
                var again = (BitSet) one.pages().clone();
                again.and(once);
                several.or(again);
                once.or(one.pages());
            }
            var shares = new ArrayList<Share>();
            for (var one : each) {
                shares.add(share(one, several));
            }
            var all = share(
                    new Measured(
                            Optional.empty(),
                            each.stream().mapToInt(Measured::checkpoints).sum(),
                            each.stream().mapToLong(Measured::raw).sum(),
                            once,
                            each.stream().mapToLong(Measured::folders).sum(),
                            each.stream().mapToLong(Measured::unpacked).sum()),
                    new BitSet());
            return new Usage(
                    List.copyOf(shares), all, new Size(store.pages().extentWithout(once).onDisk()));
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    private Measured measure(TimelineFolder folder, Timeline timeline) throws IOException {
        var pages = new BitSet();
        long raw = 0;
        long folders = 0;
        long unpacked = 0;
        for (var checkpoint : timeline.checkpoints()) {
            raw += checkpoint.size().bytes();
            unpacked += store.unpacked().bytes(checkpoint.id());
        }
        for (var checkpoint : folder.checkpoints()) {
            folders += Store.sizeOf(checkpoint).bytes();
            mark(checkpoint, pages);
        }
        int count = timeline.checkpoints().size() + timeline.damaged().size();
        return new Measured(Optional.of(timeline), count, raw, pages, folders, unpacked);
    }

    private static void mark(Path checkpoint, BitSet pages) throws IOException {
        var contents = checkpoint.resolve(Contents.NAME);
        if (Files.exists(contents)) {
            try {
                Contents.read(contents).mark(pages);
            } catch (Problem e) {
                // what a damaged checkpoint uses counts as unused; verify names it
            }
        }
    }

    private Share share(Measured one, BitSet several) throws IOException {
        PageStore.Extent all = store.pages().extent(one.pages());
        var others = (BitSet) one.pages().clone();
        others.and(several);
        long shared = store.pages().extent(others).onDisk();
        return new Share(
                one.timeline(),
                one.checkpoints(),
                new Size(one.raw()),
                new Size(all.bytes()),
                new Size(Math.max(0, all.onDisk() - shared) + one.folders()),
                new Size(shared),
                new Size(one.unpacked()));
    }
}
