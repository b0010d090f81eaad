package dev.cryo.containers;

import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;

/** {@code kill}: sends a signal to containers. */
public final class KillVerb implements Verb<KillVerb.Request, List<Touched>> {

    private final Subjects subjects;

    public KillVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(name = "kill", summary = "Send a signal to running containers", examples = "kill web", group = Usage.Group.CONTAINERS)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container") List<ContainerName> containers,
            @Option(letter = "s", fallback = "KILL", help = "the signal") String signal) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Touched> run(Request request, Watch watch) {
        return EachOf.of(request.containers(), watch, name -> {
            var container = subjects.engine().container(name);
            subjects.engine().kill(container.id(), request.signal());
            return new Touched(container.id(), container.name());
        });
    }
}
