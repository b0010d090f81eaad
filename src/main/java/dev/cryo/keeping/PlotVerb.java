package dev.cryo.keeping;

import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.timetravel.ImagesOf;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Label;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code plot}: how a number went on the way to where a container stands. */
public final class PlotVerb implements Verb<PlotVerb.Request, Plot> {

    private static final int PAGE = 4096;

    private final Subjects subjects;

    public PlotVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    /** What may be drawn of checkpoints. */
    public enum What {
        MEMORY,
        PAGES,
        DESCRIPTORS
    }

    @Usage(
            name = "plot",
            summary = "Draw how memory, pages or descriptors went from checkpoint to checkpoint",
            details = {
                "The checkpoints are those on the way to where the container stands, oldest at the left, each with the same"
                        + " room. A leak is a slope, a restart is a cliff; 'diff' shows what is behind it.",
                "Descriptors are counted in the images, which takes a while for many checkpoints. --json has the numbers."
            },
            examples = {"plot web memory", "plot web descriptors --width 40"},
            group = Usage.Group.STORE)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container, present or gone") ContainerName container,
            @Argument(label = "WHAT", help = "memory, pages or descriptors (default: memory)") Optional<What> what,
            @Option(help = "how many characters wide (default: 60, or as many as fit)") Optional<Integer> width) {
        public Request {
            if (width.filter(wide -> wide < 1 || wide > 1000).isPresent()) {
                throw new IllegalArgumentException("--width must be from 1 to 1000");
            }
        }
    }

    /** A checkpoint's number. */
    public record Point(int number, CheckpointId id, Optional<Label> label, Instant taken, long value) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Plot run(Request request, Watch watch) {
        var what = request.what().orElse(What.MEMORY);
        var timeline = new Named(subjects)
                .timelines(request.container()).stream().findFirst().orElseThrow(() -> none(request.container()));
        var points = way(timeline).stream().map(c -> point(c, what, watch)).toList();
        if (points.isEmpty()) {
            throw none(request.container());
        }
        return new Plot(points, what, request.width());
    }

    private static Problem none(ContainerName name) {
        return Problem.failed("'" + name + "' has no checkpoints").remedy("'checkpoint " + name + "' makes one");
    }

    private static List<Checkpoint> way(Timeline timeline) {
        return new Tree(timeline)
                .lines().stream()
                .filter(line -> timeline.current().equals(Optional.of(line.checkpoint())))
                .findFirst()
                .map(Tree.Line::path)
                .orElse(List.of());
    }

    private Point point(Checkpoint c, What what, Watch watch) {
        long value = switch (what) {
            case MEMORY -> c.memory().bytes();
            case PAGES -> c.memory().bytes() / PAGE;
            case DESCRIPTORS -> descriptors(c, watch);
        };
        return new Point(c.number(), c.id(), c.label(), c.taken(), value);
    }

    private long descriptors(Checkpoint c, Watch watch) {
        watch.stopIfCancelled();
        watch.step("counting the descriptors of " + c.reference());
        return new ImagesOf(subjects)
                .open(c).processes().stream()
                        .mapToLong(process -> process.descriptors().size())
                        .sum();
    }
}
