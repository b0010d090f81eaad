package dev.cryo.verb;

import org.jspecify.annotations.Nullable;

/**
 * What a user asks in Groovy: of checkpoints, or of a container that runs. A verb names what is meant; whoever compiles
 * the words knows the object that stands for it, which they call {@code it}.
 */
public interface Condition {

    /**
     * What the words say of something, as a value.
     *
     * @param about a {@link CheckpointId} or {@link ContainerId}, which stands for the object of that name, or an object
     *     that is meant itself
     * @throws Problem when they fail, or the user has lost patience
     */
    @Nullable Object value(Object about);

    /** Whether the words are true of something, as Groovy understands truth. */
    boolean holds(Object about);
}
