package dev.cryo.containers;

import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.List;

/** {@code stop}: asks containers to end, and kills those that do not. */
public final class StopVerb implements Verb<StopVerb.Request, List<Touched>> {

    private final Subjects subjects;

    public StopVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(name = "stop", summary = "Stop running containers", examples = "stop --time 1s web", group = Usage.Group.CONTAINERS)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container") List<ContainerName> containers,
            @Option(letter = "t", fallback = "10s", help = "how long to wait before they are killed") Duration time) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Touched> run(Request request, Watch watch) {
        return EachOf.of(request.containers(), watch, name -> {
            var container = subjects.engine().container(name);
            subjects.engine().stop(container.id(), request.time());
            return new Touched(container.id(), container.name());
        });
    }
}
