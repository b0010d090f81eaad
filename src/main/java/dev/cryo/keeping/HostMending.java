package dev.cryo.keeping;

import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes good what dumps and restores that died have left on the engine's host (mend.sh). */
final class HostMending {

    private static final HostScript SCRIPT = HostScript.beside(HostMending.class, "mend.sh");
    private static final HostPath ARMS = new HostPath("/run/cryo");

    private final Engine engine;

    HostMending(Engine engine) {
        this.engine = engine;
    }

    /** Does it, and answers what was done, in words. */
    List<String> mend(Watch watch) {
        var done = new ArrayList<String>();
        var known = new ArrayList<String>();
        for (var summary : engine.containers(true)) {
            watch.stopIfCancelled();
            watch.step("looking at " + summary.name());
            known.add(summary.id().text());
            done.addAll(mend(engine.container(summary.id())));
        }
        for (var id : engine.host().list(ARMS)) {
            if (id.matches("[0-9a-f]{64}") && !known.contains(id)) {
                done.addAll(run(new ContainerId(id).brief(), List.of(id, "0", "gone", "")));
            }
        }
        return done;
    }

    private List<String> mend(Container container) {
        return run(
                "'" + container.name() + "'",
                List.of(
                        container.id().text(),
                        Long.toString(container.state().pid()),
                        container.state().status().name().toLowerCase(Locale.ROOT),
                        container.upper().map(HostPath::text).orElse("")));
    }

    private List<String> run(String name, List<String> arguments) {
        return engine.host().run(SCRIPT, arguments).out().stream()
                .map(line -> name + ": " + line)
                .toList();
    }
}
