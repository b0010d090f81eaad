package dev.cryo.containers;

import dev.cryo.engine.Container;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code inspect}: what a container is, with its last checkpoint. */
public final class InspectVerb implements Verb<InspectVerb.Request, InspectVerb.Card> {

    private final Subjects subjects;

    public InspectVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "inspect",
            summary = "Show a container, its status and its last checkpoint",
            examples = {"inspect web", "inspect web --json"},
            group = Usage.Group.CONTAINERS)
    public record Request(@Argument(label = "CONTAINER", help = "a container") ContainerName container) {}

    /**
     * A container.
     *
     * @param status the engine's word, or {@code Checkpointed}
     * @param at the checkpoint at which it stands
     * @param lastCheckpoint when its newest checkpoint was taken
     */
    public record Card(
            ContainerId id,
            String name,
            String image,
            List<String> command,
            String status,
            long pid,
            Optional<Instant> started,
            Optional<Instant> finished,
            int exitStatus,
            String error,
            int checkpoints,
            Optional<String> at,
            Optional<Instant> lastCheckpoint,
            List<String> addresses,
            List<String> ports,
            List<String> mounts,
            String runtime,
            String restartPolicy) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Card run(Request request, Watch watch) {
        var subject = subjects.find(request.container());
        var c = subject.container();
        var timeline = subject.timeline();
        return new Card(
                c.id(),
                c.name(),
                c.image(),
                c.command(),
                subject.status(),
                c.state().pid(),
                c.state().started(),
                c.state().finished(),
                c.state().exitStatus(),
                c.state().error(),
                timeline.map(t -> t.checkpoints().size()).orElse(0),
                timeline.flatMap(Timeline::current).map(Checkpoint::reference),
                timeline.flatMap(Timeline::newest).map(Checkpoint::taken),
                c.addresses().entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .toList(),
                c.ports(),
                c.mounts().stream().map(InspectVerb::mount).toList(),
                c.runtime(),
                c.restartPolicy());
    }

    private static String mount(Container.Mount m) {
        return m.source() + " on " + m.destination() + (m.writable() ? "" : ", read only");
    }
}
