package dev.cryo.timetravel

import java.nio.file.Files
import java.nio.file.Path

/** Every stage and everybody. What happened is written to target/KILLS.md: docs/KILLS.md is a copy that somebody has read. */
class KillStagesLongSpec extends KillStages {

    def "#verb, #stage.name: #victim"() {
        expect:
        survives(verb, stage, victim)

        where:
        [verb, stage, victim] << VERBS.collectMany { verb, stages ->
            stages.collectMany { stage, victims -> victims.collect { [verb, stage, it] } }
        }.findAll { it.toString() =~ System.getProperty('cryo.kills', '') }
    }

    /** After each run: the table is there although a later one fails. */
    def cleanup() {
        def file = Path.of(System.getProperty('cryo.checkout'), 'target', 'KILLS.md')
        Files.writeString(file, new KillTable(rows).text())
    }
}
