package dev.cryo.catalog;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.ValueTypes;
import java.nio.file.Path;
import java.util.Optional;

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

    /** The folder of the user's own verbs, if there can be one. */
    default Optional<Path> ownVerbs() {
        return Optional.empty();
    }

    /** The same verbs where more was said of where to work; to be closed by itself. */
    default Toolbox under(Settings said) {
        return this;
    }

    /** Closes what was opened; never throws. */
    @Override
    void close();
}
