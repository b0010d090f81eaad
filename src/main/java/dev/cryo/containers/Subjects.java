package dev.cryo.containers;

import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.store.Store;
import dev.cryo.store.TimelineKey;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import java.util.function.Supplier;

/** Finds containers and their timelines; engine and store are opened when they are first needed. */
public final class Subjects {

    private final Supplier<Engine> engine;
    private final Supplier<Store> store;

    public Subjects(Supplier<Engine> engine, Supplier<Store> store) {
        this.engine = engine;
        this.store = store;
    }

    /** Without engine and store, for what looks at neither. */
    public static Subjects none() {
        return new Subjects(
                () -> {
                    throw new IllegalStateException("there is no engine here");
                },
                () -> {
                    throw new IllegalStateException("there is no store here");
                });
    }

    public Engine engine() {
        return engine.get();
    }

    public Store store() {
        return store.get();
    }

    /**
     * A container as it is now.
     *
     * @throws dev.cryo.verb.Problem when the engine has none of that name
     */
    public Subject find(ContainerName name) {
        return subject(engine().container(name));
    }

    public Subject find(ContainerId id) {
        return subject(engine().container(id));
    }

    private Subject subject(Container container) {
        var key = key(container.id());
        return new Subject(container, key, store().timeline(key));
    }

    public TimelineKey key(ContainerId container) {
        return new TimelineKey(engine().info().id(), container);
    }
}
