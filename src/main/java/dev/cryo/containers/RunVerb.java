package dev.cryo.containers;

import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;

/** {@code run}: makes a container and starts it. */
public final class RunVerb implements Verb<RunVerb.Request, RunVerb.Ran> {

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

    /**
     * A container that was run.
     *
     * @param status its exit status, which becomes Cryo's; 0 for one that was let run
     */
    public record Ran(ContainerId container, String name, int status) implements Watch.Shown {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Ran run(Request request, Watch watch) {
        var engine = subjects.engine();
        var id = engine.create(request.options().spec(request.image(), request.command()));
        var made = new Touched(id, engine.container(id).name());
        if (request.detach()) {
            start(made);
            watch.done(made);
            return new Ran(id, made.name(), 0);
        }
        try (var attached = engine.attach(id, watch::write)) {
            start(made);
            return new Ran(id, made.name(), attached.awaitEnd());
        }
    }

    private void start(Touched made) {
        try {
            subjects.engine().start(made.container());
        } catch (Problem e) {
            throw e.remedy("the container '" + made.name() + "' was made; 'rm " + made.name() + "' deletes it");
        }
    }
}
