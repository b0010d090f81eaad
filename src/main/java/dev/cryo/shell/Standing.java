package dev.cryo.shell;

import dev.cryo.containers.Subjects;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.TimelineKey;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The container in use, and where on its timeline it stands. */
final class Standing {

    /** @param name as the engine calls it */
    private record Used(String name, TimelineKey key) {}

    private final Subjects subjects;
    private @Nullable Used used;

    Standing(Subjects subjects) {
        this.subjects = subjects;
    }

    /**
     * Takes a container into use.
     *
     * @throws Problem when the engine has none of that name
     */
    void enter(ContainerName name) {
        var subject = subjects.find(name);
        used = new Used(subject.container().name(), subject.key());
    }

    void leave() {
        used = null;
    }

    Focus focus() {
        var now = used;
        return now == null ? Focus.NONE : new Focus(Optional.of(new ContainerName(now.name())));
    }

    /**
     * Where it stands, so that the text names that checkpoint: {@code web@before-deploy}, {@code web@3}; {@code web} when
     * it has none. Empty when no container is in use. The engine is not asked: this is seen at every prompt.
     */
    Optional<String> place() {
        var now = used;
        return now == null
                ? Optional.empty()
                : Optional.of(now.name() + at(now.key()).map(Standing::point).orElse(""));
    }

    private Optional<Checkpoint> at(TimelineKey key) {
        try {
            return subjects.store().current(key);
        } catch (Problem e) {
            return Optional.empty(); // a store that cannot be read spoils no prompt: the next command says it
        }
    }

    private static String point(Checkpoint checkpoint) {
        return "@" + checkpoint.label().map(label -> label.text()).orElseGet(() -> Integer.toString(checkpoint.number()));
    }
}
