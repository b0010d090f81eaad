package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.HostPath;
import java.util.List;

/**
 * The folder of a container's filesystem changes where the engine names none: on containerd's image store, and where
 * there is no overlay. The engine host tells (changes.sh).
 */
final class ChangesFolder {

    private static final HostScript SCRIPT = HostScript.beside(ChangesFolder.class, "changes.sh");

    private ChangesFolder() {}

    /** The container with that folder, if there is one. */
    static Container found(Engine engine, Container container) {
        if (container.upper().isPresent()) {
            return container;
        }
        var told = engine.host()
                .run(
                        SCRIPT,
                        List.of(
                                container.id().text(),
                                Long.toString(container.state().pid()),
                                engine.info().dataRoot().text()))
                .out();
        return told.isEmpty() ? container : container.withUpper(new HostPath(told.getFirst()));
    }

    /** The same for a container together with its timeline. */
    static Subject found(Engine engine, Subject subject) {
        return new Subject(found(engine, subject.container()), subject.key(), subject.timeline());
    }
}
