package dev.cryo.containers;

import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;

/** {@code start}: starts containers anew. */
public final class StartVerb implements Verb<StartVerb.Request, List<Touched>> {

    private final Subjects subjects;

    public StartVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(name = "start", summary = "Start containers anew, without a checkpoint", examples = "start web", group = Usage.Group.CONTAINERS)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container") List<ContainerName> containers) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Touched> run(Request request, Watch watch) {
        return EachOf.of(request.containers(), watch, name -> {
            var container = subjects.engine().container(name);
            subjects.engine().start(container.id());
            return new Touched(container.id(), container.name());
        });
    }
}
