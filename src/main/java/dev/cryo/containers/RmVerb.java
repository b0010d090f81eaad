package dev.cryo.containers;

import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;

/** {@code rm}: deletes containers. */
public final class RmVerb implements Verb<RmVerb.Request, List<Touched>> {

    private final Subjects subjects;

    public RmVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(name = "rm", summary = "Delete containers; their checkpoints stay", examples = "rm --force web", group = Usage.Group.CONTAINERS)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container") List<ContainerName> containers,
            @Option(letter = "f", help = "running ones, too") boolean force) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Touched> run(Request request, Watch watch) {
        return EachOf.of(request.containers(), watch, name -> {
            var container = subjects.engine().container(name);
            subjects.engine().remove(container.id(), request.force());
            return new Touched(container.id(), container.name());
        });
    }
}
