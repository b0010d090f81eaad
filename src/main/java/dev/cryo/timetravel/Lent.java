package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.engine.HostProcess;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * An image directory that the engine takes for a checkpoint of its own, as long as this object lives. The engine host
 * clears up what the engine makes of it (lend.sh), also when Cryo dies.
 */
final class Lent implements AutoCloseable {

    private static final HostScript SCRIPT = HostScript.beside(Lent.class, "lend.sh");

    private final HostProcess keeper;
    private final String name;
    private boolean over;

    private Lent(HostProcess keeper, String name) {
        this.keeper = keeper;
        this.name = name;
    }

    static Lent to(Engine engine, Container container, HostPath images) {
        var name = "cryo-" + UUID.randomUUID();
        var keeper = engine.host()
                .start(
                        SCRIPT,
                        List.of(container.id().text(), images.text(), engine.info().dataRoot().text(), name));
        if (keeper.line().equals(Optional.of("lent"))) {
            return new Lent(keeper, name);
        }
        throw Problem.failed("the images could not be lent to the engine")
                .evidence(keeper.finish().err());
    }

    /** Starts the container from it; answers which processes it has then, as the container numbers them. */
    Set<Integer> start(Engine engine, ContainerId container) {
        engine.start(container, name);
        over = true;
        keeper.say("started " + engine.container(container).state().pid());
        var tasks = new TreeSet<Integer>();
        for (var line = keeper.line(); line.isPresent() && !line.get().equals("done"); line = keeper.line()) {
            if (line.get().matches("task \\d{1,9}")) {
                tasks.add(Integer.parseInt(line.get().substring("task ".length())));
            }
        }
        return tasks;
    }

    @Override
    public void close() {
        if (!over) {
            keeper.say("failed");
        }
        keeper.close();
    }
}
