package dev.cryo.containers;

import dev.cryo.engine.Engine;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;

/** {@code run}: makes a container and starts it. */
public final class RunVerb implements Verb<RunVerb.Request, Touched> {

    private final Subjects subjects;

    public RunVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "run",
            summary = "Make a container and start it",
            details = "With --detach it prints the container's id and returns; without, it shows what the container"
                    + " prints until it stops.",
            examples = {
                "run -d --name counter busybox sh -c 'i=0; while true; do echo $i; i=$(expr $i + 1); sleep 1; done'",
                "run --rm busybox echo hello"
            },
            group = Usage.Group.CONTAINERS)
    public record Request(
            @Argument(label = "IMAGE", help = "what it is made of") ImageName image,
            @Argument(label = "COMMAND", required = false, verbatim = true, help = "what it runs (default: the image's)")
                    List<String> command,
            @Option(letter = "d", help = "let it run and return") boolean detach,
            @Included ContainerOptions options) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Touched run(Request request, Watch watch) {
        var engine = subjects.engine();
        var id = engine.create(request.options().spec(request.image(), request.command()));
        var made = new Touched(id, engine.container(id).name());
        try {
            engine.start(id);
        } catch (Problem e) {
            throw e.remedy("the container '" + made.name() + "' was made; 'rm " + made.name() + "' deletes it");
        }
        if (request.detach()) {
            watch.done(made);
            return made;
        }
        engine.logs(id, new Engine.Logs(true, Optional.empty(), false), watch::write);
        if (!request.options().rm()) {
            int status = engine.awaitExit(id);
            if (status != 0) {
                throw Problem.failed("the container '" + made.name() + "' ended with status " + status);
            }
        }
        return made;
    }
}
