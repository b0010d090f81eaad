package dev.cryo.store;

import dev.cryo.store.pages.PageStore.Freed;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes room: gives up checkpoints by rule, then drops the pages that none of the others uses. */
public final class Pruning {

    /** Percent of a pack that must be used for it to stay as it is; more of it where a size is to be kept. */
    private static final int LEAST = 50;

    private static final int LEAST_FOR_SIZE = 90;

    private final Store store;

    public Pruning(Store store) {
        this.store = store;
    }

    /**
     * What would go, oldest first.
     *
     * @param fits whether the rest is within the size that was asked for
     */
    public record Plan(List<Checkpoint> going, Optional<Size> most, boolean fits) {}

    /**
     * What came of it.
     *
     * @param gone the checkpoints that were given up
     * @param freed bytes of packs that are gone, less those of packs written in their place
     * @param tidied what else was cleared away, in words
     */
    public record Outcome(List<Checkpoint> gone, Size freed, List<String> tidied) {}

    /**
     * Chooses checkpoints.
     *
     * @param timelines those that the rules are about
     * @param most what packs and checkpoints of the whole store may take; then the oldest of these timelines go, too,
     *     though never one that is untouchable, or labelled where labelled ones stay
     */
    public Plan plan(List<Timeline> timelines, Retention retention, Optional<Size> most) {
        var zone = ZoneId.systemDefault();
        var going = new ArrayList<Checkpoint>();
        var next = new ArrayList<Checkpoint>();
        for (var timeline : timelines) {
            var staying = retention.staying(timeline, zone);
            var untouchable = Retention.untouchable(timeline);
            for (var checkpoint : timeline.checkpoints()) {
                if (!staying.contains(checkpoint.id())) {
                    going.add(checkpoint);
                } else if (!untouchable.contains(checkpoint.id())
                        && !(retention.labelled() && checkpoint.label().isPresent())) {
                    next.add(checkpoint);
                }
            }
        }
        var oldestFirst = Comparator.comparing(Checkpoint::taken).thenComparingInt(Checkpoint::number);
        next.sort(oldestFirst);
        boolean fits = most.isEmpty() || shrink(going, next, most.get());
        going.sort(oldestFirst);
        return new Plan(List.copyOf(going), most, fits);
    }

    /** Takes as few of the next ones as needed; whether the rest then fits. */
    private boolean shrink(List<Checkpoint> going, List<Checkpoint> next, Size most) {
        try {
            int low = 0;
            int high = next.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sizeWithout(going, next.subList(0, middle)) <= most.bytes()) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            boolean fits = sizeWithout(going, next.subList(0, low)) <= most.bytes();
            going.addAll(next.subList(0, low));
            return fits;
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    private long sizeWithout(List<Checkpoint> some, List<Checkpoint> others) throws IOException {
        var without = ids(some);
        without.addAll(ids(others));
        var used = new BitSet();
        long folders = 0;
        for (var folder : checkpointsBut(without)) {
            folders += Store.sizeOf(folder).bytes();
            mark(folder, used);
        }
        return folders + store.pages().extent(used).onDisk();
    }

    /** Does as planned; what became untouchable meanwhile stays. */
    public Outcome prune(Plan plan) {
        try (var _ = store.write()) {
            int level = Settings.in(store.root()).level();
            var untouchable = store.timelines().stream()
                    .flatMap(timeline -> Retention.untouchable(timeline).stream())
                    .collect(Collectors.toSet());
            var going = plan.going().stream()
                    .filter(c -> !untouchable.contains(c.id()))
                    .toList();
            var used = new BitSet();
            for (var folder : checkpointsBut(ids(going))) {
                mark(folder, used);
            }
            var byTimeline = going.stream().collect(Collectors.groupingBy(Checkpoint::timeline));
            for (var some : byTimeline.entrySet()) {
                new Removal(store).removeAsWriter(some.getKey(), ids(some.getValue()));
            }
            var freed = store.pages().keepOnly(used, level, plan.most().isPresent() ? LEAST_FOR_SIZE : LEAST);
            return new Outcome(going, size(freed), new Tidying(store).tidy());
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    private static Size size(Freed freed) {
        return new Size(Math.max(0, freed.dropped() - freed.rewritten()));
    }

    private static Set<CheckpointId> ids(List<Checkpoint> checkpoints) {
        return checkpoints.stream().map(Checkpoint::id).collect(Collectors.toCollection(HashSet::new));
    }

    private List<Path> checkpointsBut(Set<CheckpointId> going) throws IOException {
        var names = going.stream().map(CheckpointId::text).collect(Collectors.toSet());
        var folders = new ArrayList<Path>();
        for (var timeline : store.folders().toList()) {
            timeline.checkpoints().stream()
                    .filter(folder -> !names.contains(folder.getFileName().toString()))
                    .forEach(folders::add);
        }
        return folders;
    }

    /** A checkpoint whose manifest is damaged keeps its pages. */
    private static void mark(Path checkpoint, BitSet used) throws IOException {
        var contents = checkpoint.resolve(Contents.NAME);
        if (!Files.exists(contents) && Files.isDirectory(checkpoint.resolve(Store.IMAGES))) {
            return; // of version 1: it holds its files itself
        }
        try {
            Contents.read(contents).mark(used);
        } catch (Problem | IOException e) {
            var id = String.valueOf(checkpoint.getFileName());
            throw Problem.failed("nobody can tell which pages checkpoint " + id + " uses; nothing was dropped")
                    .evidence(e instanceof Problem p ? p.evidence() : List.of(String.valueOf(e)))
                    .remedy("'rm-checkpoint " + id + "' gives it up; 'verify' says what else is damaged")
                    .cause(e);
        }
    }
}
