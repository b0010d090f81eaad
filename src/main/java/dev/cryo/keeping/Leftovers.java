package dev.cryo.keeping;

import dev.cryo.engine.Engine;
import dev.cryo.engine.HostResult;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What Docker's own checkpoints have left on the engine's host. */
final class Leftovers {

    private static final HostScript SCRIPT = HostScript.beside(Leftovers.class, "leftovers.sh");
    private static final Pattern LINE = Pattern.compile("(\\d{1,15}) (dead|young|open|kept) (/.*)");

    private final Engine engine;

    Leftovers(Engine engine) {
        this.engine = engine;
    }

    /** Why it is there. */
    enum State {
        /** Nobody uses it, and nobody will. */
        DEAD,
        /** Less than an hour old. */
        YOUNG,
        /** A process has a file in it open. */
        OPEN,
        /** A checkpoint of Docker's own, which {@code docker checkpoint rm} deletes. */
        KEPT
    }

    record Leftover(HostPath path, Size size, State state) {}

    List<Leftover> list() {
        var found = new ArrayList<Leftover>();
        for (var line : run(List.of("list", engine.info().dataRoot().text()))) {
            var parts = LINE.matcher(line);
            if (parts.matches()) {
                found.add(new Leftover(
                        new HostPath(parts.group(3)),
                        new Size(Long.parseLong(parts.group(1)) << 10),
                        State.valueOf(parts.group(2).toUpperCase(Locale.ROOT))));
            }
        }
        return found;
    }

    /** Deletes what is dead among these; the paths of those that are gone. */
    List<String> clean(List<Leftover> some) {
        var dead = some.stream()
                .filter(leftover -> leftover.state() == State.DEAD)
                .map(leftover -> leftover.path().text())
                .toList();
        if (dead.isEmpty()) {
            return List.of();
        }
        var arguments = new ArrayList<>(List.of("clean"));
        arguments.addAll(dead);
        return run(arguments);
    }

    private List<String> run(List<String> arguments) {
        HostResult result = engine.host().run(SCRIPT, arguments);
        if (!result.succeeded()) {
            throw Problem.failed("what Docker left on its host cannot be told").evidence(result.err());
        }
        return result.out();
    }
}
