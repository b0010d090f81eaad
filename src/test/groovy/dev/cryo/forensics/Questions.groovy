package dev.cryo.forensics

import dev.cryo.catalog.Workspace
import dev.cryo.criu.Reading
import dev.cryo.verb.Binder
import dev.cryo.verb.ValueTypes
import dev.cryo.verb.Watch

import java.nio.file.Path

/** Asks verbs as scripts do, where neither engine nor store is needed. */
class Questions {

    private final Workspace workspace

    Questions(Path store) {
        workspace = new Workspace({ throw new IllegalStateException('no engine is needed') }, store)
    }

    Object ask(Map given = [:], String verb) {
        def binder = new Binder(ValueTypes.STANDARD, Binder.Spelling.GROOVY)
        workspace.catalog().find(verb).get().call(binder, given, Watch.NOBODY)
    }

    /** The value of a reading, which must be there. */
    static Object known(Reading<?> reading) {
        reading.orFail('a value')
    }
}
