package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.engine.Container;
import dev.cryo.verb.Argument;
import dev.cryo.verb.Condition;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code record}: a flight recorder, which keeps the last checkpoints of a container until something happens. */
public final class RecordVerb implements Verb<RecordVerb.Request, RecordVerb.Recording> {

    private final Subjects subjects;

    public RecordVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "record",
            summary = "Keep the last checkpoints of a container until something happens",
            details = {
                "A flight recorder: one checkpoint follows the other, older ones than the last --keep are given up. It ends"
                        + " when GROOVY is true of the running container, with one more checkpoint of that moment; when the"
                        + " container ends; and at Ctrl-C. What was kept stays.",
                "In GROOVY the container is called 'it': it.log (what it has printed since the recording began), it.memory,"
                        + " it.processes, it.descriptors. A checkpoint that you label or pin meanwhile is not given up."
            },
            examples = {
                "record web --every 500ms --keep 3 'it.log =~ /1\\d/'",
                "record web --every 500ms --keep 3 'it.memory > 100.mb || it.descriptors > 3'"
            },
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "a running container") ContainerName container,
            @Argument(label = "GROOVY", help = "true when the recording is to end") Optional<Condition> condition,
            @Option(fallback = "1s", label = "TIME", help = "from one checkpoint to the next, such as 500ms or 2s")
                    Duration every,
            @Option(fallback = "60", label = "N", help = "how many of the last checkpoints are kept") int keep,
            @Option(help = "leave writable volumes out; a rewind then leaves them as they are, if told to")
                    boolean withoutVolumes,
            @Included CriuOptions criu) {

        public Request {
            if (keep < 1) {
                throw Problem.usage("--keep must be at least 1");
            }
        }
    }

    /**
     * What was recorded.
     *
     * @param ended why it ended, and {@code at} when that was seen
     * @param kept the checkpoints that are there, oldest first
     */
    public record Recording(ContainerId container, String name, String ended, Instant at, List<Step> kept)
            implements Watch.Finished {

        @Override
        public String line() {
            return kept.isEmpty() ? "" : kept.getLast().reference();
        }

        @Override
        public String summary() {
            return ended + "; " + switch (kept.size()) {
                case 0 -> "no checkpoint was made before";
                case 1 -> kept.getFirst().reference() + " is kept";
                default ->
                    kept.size() + " checkpoints are kept, " + kept.getFirst().reference() + " to " + kept.getLast().reference();
            };
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Recording run(Request request, Watch watch) {
        var first = subjects.find(request.container());
        if (!first.container().alive()) {
            throw Problem.failed("'" + request.container() + "' is not running").remedy("'start' or 'restore' it");
        }
        var ring = new Ring(subjects.store(), first.key(), request.keep());
        var recorder = new Recorder(request, first.container(), ring, watch);
        try {
            var ended = recorder.record();
            var recording = recording(first.container(), ended, ring);
            watch.done(recording);
            return recording;
        } catch (Problem e) {
            tell(first.container(), ring, watch);
            throw e;
        }
    }

    /** After a failure, which is what matters then. */
    private static void tell(Container container, Ring ring, Watch watch) {
        try {
            watch.note(recording(container, "the recording ended", ring).summary());
        } catch (Problem e) {
            watch.note("what the recording has kept cannot be told: " + e.what());
        }
    }

    private static Recording recording(Container container, String ended, Ring ring) {
        return new Recording(
                container.id(), container.name(), ended, Instant.now(), ring.settle().stream().map(Step::of).toList());
    }

    private final class Recorder {
        private final Request request;
        private final Container container;
        private final Ring ring;
        private final Watch watch;
        private final Instant began = Instant.now();

        Recorder(Request request, Container container, Ring ring, Watch watch) {
            this.request = request;
            this.container = container;
            this.ring = ring;
            this.watch = watch;
        }

        /** Why it ended. */
        String record() {
            var making = new Checkpointing(subjects.engine(), subjects.store());
            var pace = new Pace(request.every(), watch);
            for (int number = 1; ; number++) {
                pace.await("checkpoint " + number);
                watch.step("recording " + container.name() + ", checkpoint " + number);
                var subject = subjects.find(container.id());
                var moment = new Moment(subjects.engine(), subject.container(), began);
                boolean happened = request.condition().map(condition -> condition.holds(moment)).orElse(false);
                if (hasEnded(subject.container())) {
                    return happened ? "the condition holds, and " + end(subject.container()) : end(subject.container());
                }
                try {
                    ring.add(making.make(subject, order(), watch).checkpoint());
                } catch (Problem e) {
                    var now = subjects.engine().container(container.id());
                    if (hasEnded(now)) {
                        return end(now); // in the middle of its checkpoint
                    }
                    throw e;
                }
                if (happened) {
                    return "the condition holds";
                }
            }
        }

        /** A restart policy may have brought it back. */
        private boolean hasEnded(Container now) {
            return !now.alive() || !now.state().started().equals(container.state().started());
        }

        private String end(Container now) {
            return "'" + container.name() + "' ended" + (now.alive() ? " and was started again" : " with status " + now.state().exitStatus());
        }

        private Checkpointing.Order order() {
            return Checkpointing.Order.into("record", Optional.empty(), true, request.withoutVolumes(), request.criu());
        }
    }
}
