package dev.cryo.shell;

import dev.cryo.verb.Argument;
import dev.cryo.verb.DurationWords;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code watch}: a command again and again, its newest result in the place of the one before. */
final class WatchVerb implements Verb<WatchVerb.Request, Performed> {

    @Usage(
            name = "watch",
            summary = "Repeat a command, and see its newest result",
            details = "Ctrl-C ends it. Its options stand before the command.",
            examples = {"watch --times 3 --every 100ms ps", "watch --times 2 timeline web"},
            group = Usage.Group.PROMPT)
    record Request(
            @Argument(label = "COMMAND", help = "the command and its arguments", verbatim = true) List<String> command,
            @Option(letter = "n", help = "how far apart", fallback = "2s") Duration every,
            @Option(help = "so often (default: until Ctrl-C)") Optional<Integer> times) {
        Request {
            if (times.isPresent() && times.get() < 1) {
                throw new IllegalArgumentException("--times must be 1 or more");
            }
        }
    }

    private static final long GLANCE_MILLIS = 50;

    private final Function<List<String>, String> render;
    private final Streams streams;

    /** @param render what a command prints, or how it fails, as text */
    WatchVerb(Function<List<String>, String> render, Streams streams) {
        this.render = render;
        this.streams = streams;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Performed run(Request request, Watch watch) {
        int most = request.times().orElse(Integer.MAX_VALUE);
        var title = String.join(" ", request.command());
        var shown = "";
        try (var canvas = new Canvas(streams)) {
            for (int i = 0; i < most && !watch.cancelled(); i++) {
                if (i > 0 && !slept(request.every(), watch)) {
                    break;
                }
                shown = render.apply(request.command());
                canvas.draw("every " + DurationWords.show(request.every()) + ": " + Escaped.line(title), shown);
            }
        }
        if (streams.outIsTerminal()) {
            streams.out().print(shown);
        }
        return new Performed(0);
    }

    private static boolean slept(Duration wanted, Watch watch) {
        var end = Instant.now().plus(wanted);
        while (Instant.now().isBefore(end) && !watch.cancelled()) {
            try {
                Thread.sleep(Math.min(GLANCE_MILLIS, Math.max(1, Duration.between(Instant.now(), end).toMillis())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !watch.cancelled();
    }
}
