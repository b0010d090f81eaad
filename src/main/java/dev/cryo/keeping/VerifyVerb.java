package dev.cryo.keeping;

import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.criu.Images;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Verification;
import dev.cryo.store.Verification.Report;
import dev.cryo.store.Verification.State;
import dev.cryo.store.Verification.Verdict;
import dev.cryo.store.pages.Inspection;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.Option;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code verify}: checks that checkpoints would come out as they went in. */
public final class VerifyVerb implements Verb<VerifyVerb.Request, List<VerifyVerb.Checked>> {

    private final Subjects subjects;

    public VerifyVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "verify",
            summary = "Check that checkpoints would come out as they went in",
            details = {
                "Every page is read and compared with its SHA-256, every description with its sum. Checkpoints are named"
                        + " one by one: whole, or damaged and why. With names, only what those need is read.",
                "For checkpoints of an older store, and for image directories outside the store, it can only be said"
                        + " that they open. The status is 1 when anything is damaged."
            },
            examples = {"verify", "verify web@first"},
            group = Usage.Group.STORE)
    public record Request(
            @Argument(label = "CHECKPOINT", help = "such as web@3 (default: all)", required = false)
                    List<CheckpointRef> checkpoints,
            @Option(help = "the whole store, as without names") boolean all) {

        public Request {
            if (all && !checkpoints.isEmpty()) {
                throw Problem.usage("--all is everything: leave the names away");
            }
        }
    }

    /**
     * A checkpoint that was checked.
     *
     * @param reference how it can be named; its id when nothing else is known of it
     * @param why empty when it is whole
     */
    public record Checked(String reference, CheckpointId id, State state, String why) implements Watch.Finished {

        static Checked of(Verdict verdict) {
            return new Checked(
                    verdict.checkpoint().map(Checkpoint::reference).orElse(verdict.id().text()),
                    verdict.id(),
                    verdict.state(),
                    verdict.why());
        }

        boolean damaged() {
            return state == State.DAMAGED;
        }

        @Override
        public String line() {
            return reference + ": " + ValueTypes.word(state) + (why.isEmpty() ? "" : ", " + why);
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Checked> run(Request request, Watch watch) {
        var verification = new Verification(subjects.store(), this::outside);
        Inspection.Progress progress = (bytes, of) -> {
            watch.stopIfCancelled();
            watch.progress("reading packs, " + new Size(of), bytes, of);
        };
        var report = request.checkpoints().isEmpty()
                ? verification.all(progress)
                : verification.of(
                        request.checkpoints().stream().map(new Named(subjects)::checkpoint).toList(), progress);
        watch.step("looking at unpacked copies");
        verification.dropVoidCopies().forEach(id -> watch.note("dropped the unpacked copy of " + id + ", which was void"));
        var checked = report.verdicts().stream().map(Checked::of).toList();
        checked.forEach(watch::done);
        refuseDamage(report, checked);
        return checked;
    }

    private Optional<Images> outside(Checkpoint checkpoint) {
        return switch (checkpoint.images().orElseThrow()) {
            case Place.Here(var path) -> Optional.of(Images.in(path));
            case Place.OnHost(var path) -> {
                try {
                    yield subjects.engine().host().local(path).map(Images::in);
                } catch (Problem e) {
                    yield Optional.empty(); // whether it is the folder or the engine that is missing, nobody can tell
                }
            }
        };
    }

    private static void refuseDamage(Report report, List<Checked> checked) {
        var lost = checked.stream().filter(Checked::damaged).toList();
        if (lost.isEmpty() && report.damage().isEmpty()) {
            return;
        }
        var evidence = Stream.concat(lost.stream().map(Checked::line), report.damage().stream())
                .toList();
        throw lost.isEmpty()
                ? Problem.failed("the store is damaged, but every checkpoint comes out as it went in")
                        .evidence(evidence)
                        .remedy("'repair' mends what can be mended; copy the store to another disk")
                : Problem.failed(lost.size() + " of " + checked.size() + " checkpoints no longer come out as they went in")
                        .evidence(evidence)
                        .remedy("the others do. 'rm-checkpoint' gives the damaged ones up; look at the disk");
    }
}
