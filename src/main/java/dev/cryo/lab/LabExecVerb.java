package dev.cryo.lab;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a command on a lab's host, beside its daemon. */
public final class LabExecVerb implements Verb<LabExecVerb.Request, LabExecVerb.Ran> {

    @Usage(
            name = "lab exec",
            summary = "Run a command on a lab's host",
            details = "The command sees the lab's files, processes and network, and this machine's files below /host; "
                    + "it reads nothing from standard input. Its exit status becomes Cryo's.",
            examples = {"lab up", "lab exec -- criu --version"},
            group = Usage.Group.CRYO)
    public record Request(
            @Option(help = "Which lab", fallback = "default") LabName name,
            @Argument(label = "COMMAND", help = "The command and its arguments", verbatim = true)
                    List<String> command) {}

    /** How a command ended, and what it wrote. */
    public record Ran(int status, String out, String err) implements Watch.Shown {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Ran run(Request request, Watch watch) {
        var lab = Lab.named(request.name());
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = lab.command(request.command()).run(watch, (stream, bytes) -> {
            watch.write(stream, bytes);
            (stream == Watch.Stream.OUT ? out : err).writeBytes(bytes);
        }, process -> {});
        return new Ran(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
