package dev.cryo.keeping;

import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Pruning;
import dev.cryo.store.Retention;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code prune}: makes room in the store. */
public final class PruneVerb implements Verb<PruneVerb.Request, PruneVerb.Pruned> {

    private final Subjects subjects;

    public PruneVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "prune",
            summary = "Give up checkpoints by rule, and give back the room that nothing uses",
            details = {
                "Without any rule no checkpoint goes: what deleted ones left is given back, and what dead processes left.",
                "The rules say what stays, and a checkpoint stays if any of them wants it. An hour or a day counts if a"
                        + " checkpoint was made in it; its newest stays. --max-size then takes the oldest of the rest, until"
                        + " the packs and descriptions of the whole store fit; unpacked copies are not counted, they"
                        + " have a bound of their own.",
                "Pinned checkpoints, the one at which a container stands and the one that stopped it never go. What would"
                        + " go is shown, and asked about; --yes says yes beforehand."
            },
            examples = {
                "prune",
                "prune web --keep-last 10 --dry-run",
                "prune --keep-last 3 --keep-hourly 24 --keep-daily 7 --keep-labelled --yes",
                "prune --max-size 20g --keep-labelled --yes"
            },
            group = Usage.Group.STORE)
    public record Request(
            @Argument(label = "CONTAINER", help = "whose checkpoints the rules are about (default: all)", required = false)
                    List<ContainerName> containers,
            @Option(label = "N", help = "so many of the newest of each container stay") Optional<Integer> keepLast,
            @Option(label = "N", help = "the newest of each of the last N hours") Optional<Integer> keepHourly,
            @Option(label = "N", help = "the newest of each of the last N days") Optional<Integer> keepDaily,
            @Option(help = "those that have a label") boolean keepLabelled,
            @Option(help = "what the whole store may take") Optional<Size> maxSize,
            @Option(help = "show what would go, and leave everything as it is") boolean dryRun,
            @Option(letter = "y", help = "do it without asking") boolean yes) {

        public Request {
            for (var count : List.of(keepLast, keepHourly, keepDaily)) {
                if (count.filter(n -> n < 1).isPresent()) {
                    throw Problem.usage("a number to keep must be at least 1")
                            .remedy("'rm-checkpoint' deletes single ones");
                }
            }
            if (!containers.isEmpty() && retention(keepLast, keepHourly, keepDaily, keepLabelled).equals(Retention.ALL)
                    && maxSize.isEmpty()) {
                throw Problem.usage("without a rule, there is nothing to do for a container alone")
                        .remedy("say --keep-last, --keep-hourly, --keep-daily, --keep-labelled or --max-size");
            }
        }

        Retention retention() {
            return retention(keepLast, keepHourly, keepDaily, keepLabelled);
        }

        private static Retention retention(
                Optional<Integer> last, Optional<Integer> hourly, Optional<Integer> daily, boolean labelled) {
            return new Retention(last.orElse(0), hourly.orElse(0), daily.orElse(0), labelled);
        }
    }

    /** A checkpoint that goes. */
    public record Going(String reference, CheckpointId id) implements Watch.Finished {

        static Going of(Checkpoint c) {
            return new Going(c.reference(), c.id());
        }

        @Override
        public String line() {
            return reference;
        }
    }

    /**
     * What came of it; of a dry run, what would.
     *
     * @param freed bytes that were given back; empty for a dry run
     * @param tidied what else was cleared away, in words
     */
    public record Pruned(List<Going> checkpoints, Optional<Size> freed, List<String> tidied) implements Watch.Finished {

        @Override
        public String line() {
            return freed.map(size -> "gave back " + size).orElse("nothing was changed");
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Pruned run(Request request, Watch watch) {
        var pruning = new Pruning(subjects.store());
        watch.step("looking what can go");
        var plan = pruning.plan(
                new Named(subjects).timelines(request.containers()), request.retention(), request.maxSize());
        if (!plan.fits()) {
            watch.note("the store stays above " + request.maxSize().map(Object::toString).orElse("")
                    + ": all that is left is pinned, stood at, labelled or of other containers");
        }
        var going = plan.going().stream().map(Going::of).toList();
        if (request.dryRun()) {
            return announced(new Pruned(going, Optional.empty(), List.of()), going, watch);
        }
        agree(plan.going(), request.yes(), watch);
        watch.stopIfCancelled();
        watch.step("dropping what nothing uses");
        var outcome = pruning.prune(plan);
        var gone = outcome.gone().stream().map(Going::of).toList();
        outcome.tidied().forEach(watch::note);
        return announced(new Pruned(gone, Optional.of(outcome.freed()), outcome.tidied()), gone, watch);
    }

    private static Pruned announced(Pruned pruned, List<Going> going, Watch watch) {
        going.forEach(watch::done);
        watch.done(pruned);
        return pruned;
    }

    private static void agree(List<Checkpoint> going, boolean yes, Watch watch) {
        if (going.isEmpty() || yes) {
            return;
        }
        int shown = Math.min(going.size(), 20);
        IntStream.range(0, shown).forEach(i -> watch.note(
                "will go: " + going.get(i).reference() + ", taken " + going.get(i).taken() + ", "
                        + going.get(i).size()));
        if (going.size() > shown) {
            watch.note("and " + (going.size() - shown) + " more; --dry-run lists them all");
        }
        if (!watch.agrees("Delete " + going.size() + " of them?")) {
            throw Problem.failed("nothing was deleted").remedy("--yes says yes beforehand");
        }
    }
}
