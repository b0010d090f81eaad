package dev.cryo.containers;

import dev.cryo.engine.ContainerSummary;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code ps}: lists containers, and where on their timelines they stand. */
public final class PsVerb implements Verb<PsVerb.Request, List<PsVerb.Row>> {

    private final Subjects subjects;

    public PsVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "ps",
            summary = "List containers, and where on their timelines they stand",
            details = "A container that a checkpoint has stopped is listed without --all, too: it is not gone.",
            examples = {"ps", "ps --all"},
            group = Usage.Group.CONTAINERS)
    public record Request(@Option(letter = "a", help = "those that are not running, too") boolean all) {}

    /**
     * A container in the list.
     *
     * @param status the engine's sentence, or {@code Checkpointed}
     * @param at the checkpoint at which it stands; empty when it has none
     */
    public record Row(
            ContainerId id,
            String name,
            String image,
            String command,
            Instant created,
            String status,
            String at,
            String ports) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var timelines = subjects.store().timelines().stream()
                .collect(Collectors.toMap(t -> t.key().container(), Function.identity(), (newer, _) -> newer));
        return subjects.engine().containers(true).stream()
                .map(c -> row(c, timelines))
                .filter(row -> request.all() || row.shown())
                .map(Shown::row)
                .toList();
    }

    private record Shown(Row row, boolean shown) {}

    private Shown row(ContainerSummary c, Map<ContainerId, Timeline> timelines) {
        var timeline = timelines.get(c.id());
        // Only for the few that may be so is the engine asked for more.
        boolean checkpointed = timeline != null
                && !c.state().alive()
                && timeline.stoppedBy().isPresent()
                && subjects.find(c.id()).checkpointed();
        var at = timeline == null ? "" : timeline.current().map(Checkpoint::reference).orElse("");
        return new Shown(
                new Row(
                        c.id(),
                        c.name(),
                        c.image(),
                        c.command(),
                        c.created(),
                        checkpointed ? Subject.CHECKPOINTED : c.status(),
                        at,
                        String.join(", ", c.ports())),
                checkpointed || c.state().alive());
    }
}
