package dev.cryo.timetravel

import static dev.cryo.testlab.Stage.*
import static dev.cryo.testlab.Victim.*

/** A slice of {@link KillStagesLongSpec}. */
class KillStagesLabSpec extends KillStages {

    def "#verb, #stage.name: #victim"() {
        expect:
        survives(verb, stage, victim)

        where:
        verb         | stage          | victim
        'checkpoint' | HELD           | DOCKERD
        'checkpoint' | STORED         | CRYO
        'checkpoint' | DUMPING        | SHIM
        'rewind'     | SWAPPED        | CRYO
        'restore'    | RESTORING      | SHIM
        'rewind'     | RESTORING      | HOST
    }
}
