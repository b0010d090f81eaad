package dev.cryo.script;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.Condition;
import dev.cryo.verb.ContainerId;
import groovy.lang.Closure;
import java.util.function.BiFunction;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
import org.jspecify.annotations.Nullable;

/** A closure as a condition, of the handles of what it is about. */
final class GroovyCondition implements Condition {

    private final Closure<?> closure;
    private final VerbCall verbs;
    private final Subjects subjects;
    private final BiFunction<Closure<?>, Object, @Nullable Object> call;

    /** @param call calls the closure with an argument, and can be interrupted meanwhile */
    GroovyCondition(
            Closure<?> closure, VerbCall verbs, Subjects subjects, BiFunction<Closure<?>, Object, @Nullable Object> call) {
        this.closure = closure;
        this.verbs = verbs;
        this.subjects = subjects;
        this.call = call;
    }

    @Override
    public @Nullable Object value(Object about) {
        var handle =
                switch (about) {
                    case CheckpointId id -> CheckpointHandle.of(id, subjects, verbs);
                    case ContainerId id -> new ContainerHandle(id, verbs, subjects);
                    default -> about;
                };
        var value = call.apply(closure, handle);
        // Words in braces are a closure that is still to be called.
        return value instanceof Closure<?> inner ? call.apply(inner, handle) : value;
    }

    @Override
    public boolean holds(Object about) {
        return DefaultTypeTransformation.castToBoolean(value(about));
    }
}
