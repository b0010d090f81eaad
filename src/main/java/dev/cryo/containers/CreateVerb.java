package dev.cryo.containers;

import dev.cryo.verb.Argument;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;

/** {@code create}: makes a container without starting it. */
public final class CreateVerb implements Verb<CreateVerb.Request, Touched> {

    private final Subjects subjects;

    public CreateVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "create",
            summary = "Make a container without starting it",
            details = "'restore --force --image-dir=DIR' can then restore a checkpoint into it.",
            examples = "create --name twin busybox sleep 600",
            group = Usage.Group.CONTAINERS)
    public record Request(
            @Argument(label = "IMAGE", help = "what it is made of") ImageName image,
            @Argument(label = "COMMAND", required = false, verbatim = true, help = "what it runs (default: the image's)")
                    List<String> command,
            @Included ContainerOptions options) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Touched run(Request request, Watch watch) {
        var id = subjects.engine().create(request.options().spec(request.image(), request.command()));
        var made = new Touched(id, subjects.engine().container(id).name());
        watch.done(made);
        return made;
    }
}
