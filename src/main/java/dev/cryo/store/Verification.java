package dev.cryo.store;

import dev.cryo.criu.ImageDirectory;
import dev.cryo.criu.Images;
import dev.cryo.store.pages.Inspection;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds out which checkpoints would come out as they went in. */
public final class Verification {

    /** So often the check begins anew when a prune took packs away under it. */
    private static final int ATTEMPTS = 3;

    private final Store store;
    private final Outside outside;

    /** Where the image directories lie that the store only refers to. */
    @FunctionalInterface
    public interface Outside {

        /**
         * Those of a checkpoint.
         *
         * @return empty when nobody can look there now
         * @throws Problem when there are none
         */
        Optional<Images> images(Checkpoint checkpoint);
    }

    public Verification(Store store, Outside outside) {
        this.store = store;
        this.outside = outside;
    }

    /** What is known of a checkpoint. */
    public enum State {
        /** Every byte of it is what it was. */
        WHOLE,
        /** Its images open; nothing vouches for their bytes. */
        OPENS,
        /** Nobody can look at its images now. */
        UNREACHABLE,
        /** It does not come out as it went in. */
        DAMAGED
    }

    /**
     * What was found of one checkpoint.
     *
     * @param checkpoint empty when its manifest is damaged
     * @param why empty when it is whole
     */
    public record Verdict(TimelineKey timeline, CheckpointId id, Optional<Checkpoint> checkpoint, State state, String why) {}

    /**
     * What was found.
     *
     * @param damage in words, one line for a file; some of it may cost no checkpoint
     */
    public record Report(List<Verdict> verdicts, List<String> damage) {}

    private record Candidate(TimelineFolder timeline, Path folder) {}

    /** Checks the whole store: every pack, every checkpoint. */
    public Report all(Inspection.Progress progress) {
        try {
            var candidates = new ArrayList<Candidate>();
            var damage = new ArrayList<String>();
            for (var timeline : store.folders().toList()) {
                timeline.checkpoints().forEach(folder -> candidates.add(new Candidate(timeline, folder)));
                if (timeline.stateIsDamaged()) {
                    damage.add(timeline.path() + ": timeline.json is damaged; the newest checkpoint counts as the position");
                }
            }
            return report(candidates, Optional.empty(), damage, progress);
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    /** Checks some checkpoints, and of the packs only what they need. */
    public Report of(List<Checkpoint> checkpoints, Inspection.Progress progress) {
        try {
            var candidates = new ArrayList<Candidate>();
            var wanted = new BitSet();
            for (var checkpoint : checkpoints) {
                var timeline = store.folder(checkpoint.timeline());
                var folder = timeline.checkpoint(checkpoint.id());
                candidates.add(new Candidate(timeline, folder));
                if (Files.exists(folder.resolve(Contents.NAME))) {
                    markReadable(folder, wanted);
                }
            }
            return report(candidates, Optional.of(wanted), new ArrayList<>(), progress);
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }

    private static void markReadable(Path folder, BitSet wanted) throws IOException {
        try {
            Contents.read(folder.resolve(Contents.NAME)).mark(wanted);
        } catch (Problem e) {
            // its verdict will say so
        }
    }

    /** The candidates were listed before the packs are: what is made meanwhile is not missed. */
    private Report report(
            List<Candidate> candidates, Optional<BitSet> wanted, List<String> damage, Inspection.Progress progress)
            throws IOException {
        var inspection = inspect(wanted, progress);
        var used = new BitSet();
        var verdicts = new ArrayList<Verdict>();
        for (var candidate : candidates) {
            verdict(candidate, inspection.whole(), used).ifPresent(verdicts::add);
        }
        verdicts.sort(Comparator.comparing((Verdict v) -> v.timeline().engine())
                .thenComparing(v -> v.timeline().container().text())
                .thenComparingInt(v -> v.checkpoint().map(Checkpoint::number).orElse(Integer.MAX_VALUE)));
        damage.addAll(inspection.damage());
        remember(inspection, used, damage);
        return new Report(List.copyOf(verdicts), List.copyOf(damage));
    }

    /** From now on nobody shares what was found damaged or missing. */
    private void remember(Inspection inspection, BitSet used, List<String> damage) {
        try {
            var known = store.pages().damagedAfter(inspection, used);
            if (known.isPresent()) {
                try (var _ = store.write()) {
                    store.pages().distrust(known.get());
                }
            }
        } catch (IOException e) {
            damage.add("which pages are damaged could not be noted: " + e);
        }
    }

    private Inspection inspect(Optional<BitSet> wanted, Inspection.Progress progress) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return wanted.isPresent()
                        ? store.pages().inspect(wanted.get(), progress)
                        : store.pages().inspect(progress);
            } catch (IOException e) {
                if (!(e.getCause() instanceof NoSuchFileException) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Empty when it was removed meanwhile. */
    private Optional<Verdict> verdict(Candidate candidate, BitSet whole, BitSet used) {
        var folder = candidate.folder();
        var id = new CheckpointId(String.valueOf(folder.getFileName()));
        var key = candidate.timeline().key();
        var checkpoint = Optional.<Checkpoint>empty();
        try {
            var manifest = Manifest.read(folder.resolve(Manifest.NAME));
            checkpoint = Optional.of(manifest);
            if (!manifest.id().equals(id)) {
                throw Problem.failed("the manifest is that of checkpoint " + manifest.id());
            }
            var state = check(manifest, folder, whole, used);
            return Optional.of(new Verdict(key, id, checkpoint, state, why(manifest, state)));
        } catch (Problem e) {
            if (!Files.exists(folder)) {
                return Optional.empty();
            }
            var why = e.evidence().isEmpty() ? e.what() : e.what() + ": " + String.join(", ", e.evidence());
            return Optional.of(new Verdict(key, id, checkpoint, State.DAMAGED, why));
        } catch (IOException e) {
            return Files.exists(folder)
                    ? Optional.of(new Verdict(key, id, checkpoint, State.DAMAGED, String.valueOf(e)))
                    : Optional.empty();
        }
    }

    /** Marks the pages that it is made of, whole or not. */
    private State check(Checkpoint checkpoint, Path folder, BitSet whole, BitSet used) throws IOException {
        boolean first = Store.isOfVersion1(folder);
        if (!first) {
            var contents = Contents.read(folder.resolve(Contents.NAME));
            contents.mark(used);
            if (!contents.within(whole)) {
                throw Problem.failed("pages of it are damaged or missing");
            }
        }
        if (checkpoint.images().isEmpty()) {
            if (first) {
                open(Images.in(folder.resolve(Store.IMAGES)));
            }
            return first ? State.OPENS : State.WHOLE;
        }
        var images = outside.images(checkpoint);
        images.ifPresent(Verification::open);
        return images.isPresent() ? State.OPENS : State.UNREACHABLE;
    }

    private static void open(Images images) {
        var _ = ImageDirectory.open(images);
    }

    private static String why(Checkpoint checkpoint, State state) {
        return switch (state) {
            case WHOLE, DAMAGED -> "";
            case UNREACHABLE -> "its images lie in " + checkpoint.images().map(Object::toString).orElse("")
                    + ", which cannot be reached now";
            case OPENS -> checkpoint.images()
                            .map(place -> "its images lie in " + place)
                            .orElse("it is of version 1 of the store")
                    + "; nothing vouches for their bytes";
        };
    }

    /** Drops unpacked copies that are void; they cost nothing. */
    public List<CheckpointId> dropVoidCopies() {
        try {
            return store.unpacked().dropVoid(_ -> true);
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }
}
