package dev.cryo.catalog;

import dev.cryo.verb.Binder;
import dev.cryo.verb.Verb;
import dev.cryo.verb.VerbShape;
import dev.cryo.verb.Watch;
import java.util.Map;

/** A verb in its place in the catalog. */
public record Entry<Q extends Record, R>(String name, Verb<Q, R> verb) {

    static <Q extends Record, R> Entry<Q, R> of(Verb<Q, R> verb) {
        return new Entry<>(verb.name(), verb);
    }

    public VerbShape shape() {
        return verb.shape();
    }

    /**
     * Binds what a face was given and runs the verb.
     *
     * @throws dev.cryo.verb.Problem of kind USAGE before anything was touched, or as the verb threw it
     */
    public R call(Binder binder, Map<String, ?> given, Watch watch) {
        return verb.run(verb.bind(binder, given), watch);
    }
}
