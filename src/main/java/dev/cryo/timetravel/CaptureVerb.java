package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.Argument;
import dev.cryo.verb.Condition;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Label;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code capture}: a series of checkpoints of a container that goes on running. */
public final class CaptureVerb implements Verb<CaptureVerb.Request, List<Made>> {

    private static final int TIMES = 10;

    private final Subjects subjects;

    public CaptureVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "capture",
            summary = "Checkpoint a running container several times, at a steady pace",
            details = {
                "The pace is counted from the first checkpoint on: one that took long is not made up for, and the next"
                        + " follows at once. Ctrl-C ends the series; what was made stays.",
                "With --until it goes on until GROOVY is true of the running container, which is called 'it': it.log (what it"
                        + " has printed since the series began), it.memory, it.processes, it.descriptors. The last checkpoint"
                        + " is made when it is."
            },
            examples = {"capture web --every 1s --times 2", "capture web --every 500ms --until 'it.log.contains(\"2\")'"},
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "a running container") ContainerName container,
            @Option(fallback = "1s", label = "TIME", help = "from one checkpoint to the next, such as 500ms or 2s")
                    Duration every,
            @Option(label = "N", help = "how many checkpoints (default: 10, without end with --until)")
                    Optional<Integer> times,
            @Option(label = "GROOVY", help = "the last one is made when this is true of the container")
                    Optional<Condition> until,
            @Option(label = "LABEL", help = "a name for the series: its checkpoints are called LABEL-1, LABEL-2, …")
                    Optional<Label> label,
            @Option(help = "leave writable volumes out; a rewind then leaves them as they are, if told to")
                    boolean withoutVolumes,
            @Included CriuOptions criu) {

        public Request {
            if (times.filter(n -> n < 1).isPresent()) {
                throw Problem.usage("--times must be at least 1");
            }
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Made> run(Request request, Watch watch) {
        var making = new Checkpointing(subjects.engine(), subjects.store());
        var id = subjects.engine().container(request.container()).id();
        var began = Instant.now();
        int most = request.times().orElse(request.until().isPresent() ? Integer.MAX_VALUE : TIMES);
        var series = new ArrayList<Made>();
        var pace = new Pace(request.every(), watch);
        for (boolean last = false; !last && series.size() < most; ) {
            int number = series.size() + 1;
            pace.await("capture " + number);
            watch.step("capture " + number + (most == Integer.MAX_VALUE ? "" : " of " + most));
            var subject = subjects.find(id);
            last = request.until()
                    .map(condition -> condition.holds(new Moment(subjects.engine(), subject.container(), began)))
                    .orElse(false);
            var order = Checkpointing.Order.into(
                    "capture",
                    request.label().map(label -> new Label(label + "-" + number)),
                    true,
                    request.withoutVolumes(),
                    request.criu());
            var made = making.make(subject, order, watch);
            watch.done(made);
            series.add(made);
        }
        return series;
    }
}
