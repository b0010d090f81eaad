package dev.cryo.containers;

import dev.cryo.engine.Engine;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code exec}: runs a command inside a container. */
public final class ExecVerb implements Verb<ExecVerb.Request, ExecVerb.Outcome> {

    private final Subjects subjects;

    public ExecVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "exec",
            summary = "Run a command inside a running container",
            details = "Processes started in this way are no part of a checkpoint.",
            examples = "exec web cat /etc/hostname",
            group = Usage.Group.CONTAINERS)
    public record Request(
            @Argument(label = "CONTAINER", help = "a running container") ContainerName container,
            @Argument(label = "COMMAND", verbatim = true, help = "program and arguments") List<String> command,
            @Option(letter = "u", help = "the user it runs as") Optional<String> user,
            @Option(letter = "w", label = "DIR", help = "its working directory") Optional<String> workdir,
            @Option(letter = "e", label = "NAME=VALUE", help = "an environment variable") List<String> env) {}

    /** How it ended, and for scripts what it printed; a terminal was shown that as it came. */
    public record Outcome(int status, String out, String err) implements Watch.Shown {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Outcome run(Request request, Watch watch) {
        var id = subjects.engine().container(request.container()).id();
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var spec = new Engine.ExecSpec(
                request.command(), request.user(), request.workdir(), request.env(), Optional.empty());
        int status = subjects.engine().exec(id, spec, (stream, bytes) -> {
            watch.write(stream, bytes);
            (stream == Watch.Stream.ERR ? err : out).writeBytes(bytes);
        });
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
