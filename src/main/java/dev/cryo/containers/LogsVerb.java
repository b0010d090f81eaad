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
import java.util.Optional;

/** {@code logs}: what a container has printed. */
public final class LogsVerb implements Verb<LogsVerb.Request, LogsVerb.Printed> {

    private final Subjects subjects;

    public LogsVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "logs",
            summary = "Show what a container has printed",
            details = "The log goes on over checkpoints, restores and rewinds; a rewind takes nothing out of it.",
            examples = "logs --tail 5 web",
            group = Usage.Group.CONTAINERS)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container") ContainerName container,
            @Option(letter = "f", help = "wait for more, until the container stops or you press Ctrl-C") boolean follow,
            @Option(letter = "n", label = "N", help = "only the last lines (default: all)") Optional<Integer> tail,
            @Option(letter = "t", help = "with the time of each line") boolean timestamps) {}

    /** All of it, for scripts; a terminal was shown it as it came. */
    public record Printed(String text) implements Watch.Shown {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Printed run(Request request, Watch watch) {
        var id = subjects.engine().container(request.container()).id();
        var all = new ByteArrayOutputStream();
        subjects.engine()
                .logs(
                        id,
                        new Engine.Logs(request.follow(), request.tail(), request.timestamps(), Optional.empty()),
                        (stream, bytes) -> {
                            watch.write(stream, bytes);
                            all.writeBytes(bytes);
                        });
        return new Printed(all.toString(StandardCharsets.UTF_8));
    }
}
