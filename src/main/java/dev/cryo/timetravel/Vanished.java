package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A container that its engine takes for running while its process is gone. Docker does so when containerd was away at the
 * moment the process ended (seen with 28.5): neither stop nor kill nor rm works then, until dockerd was restarted.
 */
final class Vanished {

    /** The engine hears of an ordinary end within some milliseconds. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private Vanished() {}

    /** @throws Problem when it is so */
    static void refuse(Engine engine, Container container) {
        if (!vanished(engine, container)) {
            return;
        }
        LockSupport.parkNanos(PATIENCE);
        if (vanished(engine, engine.container(container.id()))) {
            throw Problem.failed("the engine takes '" + container.name() + "' for running, but its process has ended")
                    .evidence("there is no process " + container.state().pid() + " on the engine's host;"
                            + " the engine has missed its end, as when containerd was away then")
                    .remedy("restart dockerd (of a lab: 'lab down', then 'lab up'); its checkpoints are untouched");
        }
    }

    private static boolean vanished(Engine engine, Container container) {
        long pid = container.state().pid();
        return container.alive() && pid > 0 && !engine.host().exists(new HostPath("/proc/" + pid));
    }
}
