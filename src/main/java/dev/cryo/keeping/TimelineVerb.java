package dev.cryo.keeping;

import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Label;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** {@code timeline}: draws the tree of a container's checkpoints. */
public final class TimelineVerb implements Verb<TimelineVerb.Request, List<TimelineVerb.Row>> {

    /** So many of the last checkpoints on the way show how memory went. */
    private static final int COURSE = 8;

    private final Subjects subjects;

    public TimelineVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "timeline",
            summary = "Draw the tree of a container's checkpoints",
            details = {
                "Oldest first; ◉ is where the container stands. After a rewind the next checkpoint begins a branch: the"
                        + " older branch is drawn to the right, the younger one goes on below. COURSE shows how memory went"
                        + " on the way there, ADDED what the store grew by.",
                "Containers that had the same name before have timelines of their own, marked as older."
            },
            examples = {"timeline web", "timeline"},
            group = Usage.Group.STORE)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container, present or gone (default: all)")
                    Optional<ContainerName> container) {}

    /**
     * A checkpoint on its timeline.
     *
     * @param age {@code older} for one of a container that had the name before
     * @param tree its line of the drawing
     * @param at {@code @} where the container stands
     * @param after the number of the checkpoint that it was made from
     * @param course the memory of the last checkpoints on the way, as a sparkline
     * @param pin {@code pinned} when no prune takes it
     */
    public record Row(
            String container,
            String age,
            String tree,
            Optional<Label> label,
            CheckpointId id,
            Instant taken,
            Size memory,
            String course,
            Size size,
            Optional<Size> added,
            Optional<Duration> freeze,
            String pin,
            Optional<String> note,
            int number,
            String at,
            Optional<Integer> after,
            ContainerId containerId) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var rows = new ArrayList<Row>();
        var names = new HashSet<String>();
        for (var timeline : new Named(subjects).timelines(request.container().stream().toList())) {
            timeline.damaged()
                    .forEach(line -> watch.note("damaged: checkpoint of '" + timeline.name() + "', " + line));
            rows.addAll(rows(timeline, names.add(timeline.name()) ? "" : "older"));
        }
        return rows;
    }

    private static List<Row> rows(Timeline timeline, String age) {
        long most = timeline.checkpoints().stream()
                .mapToLong(c -> c.memory().bytes())
                .max()
                .orElse(0);
        return new Tree(timeline)
                .lines().stream().map(line -> row(timeline, line, age, most)).toList();
    }

    private static Row row(Timeline timeline, Tree.Line line, String age, long most) {
        var c = line.checkpoint();
        var path = line.path();
        var course = path.subList(Math.max(0, path.size() - COURSE), path.size()).stream()
                .map(step -> step.memory().bytes())
                .toList();
        return new Row(
                timeline.name(),
                age,
                line.drawing(),
                c.label(),
                c.id(),
                c.taken(),
                c.memory(),
                Sparkline.of(course, most),
                c.size(),
                c.added(),
                c.freeze(),
                c.remarks().pinned() ? "pinned" : "",
                c.remarks().note(),
                c.number(),
                timeline.current().equals(Optional.of(c)) ? "@" : "",
                path.size() < 2 ? Optional.empty() : Optional.of(path.get(path.size() - 2).number()),
                timeline.key().container());
    }
}
