package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Label;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code capture}: a series of checkpoints of a container that goes on running. */
public final class CaptureVerb implements Verb<CaptureVerb.Request, List<Made>> {

    private final Subjects subjects;

    public CaptureVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "capture",
            summary = "Checkpoint a running container several times, at a steady pace",
            details = "The pace is kept from the first checkpoint on: one that took long is not made up for, and the"
                    + " next follows at once. Ctrl-C ends the series; what was made stays.",
            examples = "capture web --every 1s --times 2",
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "a running container") ContainerName container,
            @Option(fallback = "1s", label = "TIME", help = "from one checkpoint to the next, such as 500ms or 2s")
                    Duration every,
            @Option(fallback = "10", label = "N", help = "how many checkpoints") int times,
            @Option(label = "LABEL", help = "a name for the series: its checkpoints are called LABEL-1, LABEL-2, …")
                    Optional<Label> label,
            @Option(help = "leave writable volumes out; a rewind then leaves them as they are, if told to")
                    boolean withoutVolumes,
            @Included CriuOptions criu) {

        public Request {
            if (times < 1) {
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
        var series = new ArrayList<Made>();
        long next = System.nanoTime();
        for (int i = 1; i <= request.times(); i++) {
            int number = i;
            sleepUntil(next, watch);
            watch.step("capture " + i + " of " + request.times());
            var order = new Checkpointing.Order(
                    "capture",
                    request.label().map(label -> new Label(label + "-" + number)),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    request.withoutVolumes(),
                    request.criu());
            var made = making.make(subjects.find(id), order, watch);
            watch.done(made);
            series.add(made);
            next = Math.max(next + request.every().toNanos(), System.nanoTime());
        }
        return series;
    }

    private static void sleepUntil(long nanoTime, Watch watch) {
        while (true) {
            watch.stopIfCancelled();
            long left = nanoTime - System.nanoTime();
            if (left <= 0) {
                return;
            }
            try {
                Thread.sleep(Duration.ofNanos(Math.min(left, 50_000_000)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.interrupted();
            }
        }
    }
}
