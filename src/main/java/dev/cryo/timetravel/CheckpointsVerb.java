package dev.cryo.timetravel;

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
import java.util.List;
import java.util.Optional;

/** {@code checkpoints}: lists what the store has. */
public final class CheckpointsVerb implements Verb<CheckpointsVerb.Request, List<CheckpointsVerb.Row>> {

    private final Subjects subjects;

    public CheckpointsVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "checkpoints",
            summary = "List checkpoints, of one container or of all",
            details = "The one at which the container stands is marked with @. Containers that are gone keep theirs. ADDED"
                    + " is what the store grew by. Those of which nothing can be told any more are noted by id.",
            examples = {"checkpoints", "checkpoints web"},
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container, present or gone (default: all)")
                    Optional<ContainerName> container) {}

    /**
     * A checkpoint in the list.
     *
     * @param at {@code @} where the container stands
     * @param added bytes by which the store grew for it
     * @param pin {@code pinned} when no prune takes it
     * @param kept where its image directory lies: {@code store}, or a folder
     */
    public record Row(
            String container,
            int number,
            String at,
            Optional<Label> label,
            CheckpointId id,
            ContainerId containerId,
            Instant taken,
            Size memory,
            Size size,
            Optional<Size> added,
            Optional<Duration> freeze,
            String after,
            String kept,
            String pin,
            Optional<String> note) {

        static Row of(Checkpoint c, boolean here) {
            return new Row(
                    c.containerName(),
                    c.number(),
                    here ? "@" : "",
                    c.label(),
                    c.id(),
                    c.timeline().container(),
                    c.taken(),
                    c.memory(),
                    c.size(),
                    c.added(),
                    c.freeze(),
                    c.leftRunning() ? "running" : "stopped",
                    c.images().map(Object::toString).orElse("store"),
                    c.remarks().pinned() ? "pinned" : "",
                    c.remarks().note());
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var all = subjects.store().timelines();
        var wanted = request.container()
                .map(name -> {
                    var named = all.stream().filter(t -> t.name().equals(name.text())
                                    || t.key().container().text().startsWith(name.text()))
                            .toList();
                    // Asked only when the store knows nothing: the list needs no engine.
                    return named.isEmpty()
                            ? subjects.find(name).timeline().stream().toList()
                            : named;
                })
                .orElse(all);
        wanted.forEach(timeline -> timeline.damaged()
                .forEach(line -> watch.note("damaged: checkpoint of '" + timeline.name() + "', " + line)));
        return wanted.stream().flatMap(t -> rows(t).stream()).toList();
    }

    private static List<Row> rows(Timeline timeline) {
        return timeline.checkpoints().stream()
                .map(c -> Row.of(c, timeline.position().equals(Optional.of(c.id()))))
                .toList();
    }
}
