package dev.cryo.catalog;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.ValueTypes;

/**
 * The verbs ready to be called, with what completes their arguments; holds what they have opened until it is closed.
 * Making one opens nothing: {@code help} must work where no engine is.
 */
public interface Toolbox extends AutoCloseable {

    Catalog catalog();

    Completions completions();

    /** Containers and their timelines: what the objects of scripts stand on. */
    Subjects subjects();

    /** The types that requests hold; more than the standard ones where words must be compiled or looked up. */
    default ValueTypes types() {
        return ValueTypes.STANDARD;
    }

    /** Closes what was opened; never throws. */
    @Override
    void close();
}
