package dev.cryo.script

import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

/** A script of scripts/, copied into the configuration folder, works on real containers as a verb. */
class PluginsLabSpec extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def setupSpec() {
        def verbs = Files.createDirectories(lab.folder.resolve('config/cryo/verbs'))
        Files.copy(Path.of(System.getProperty('cryo.checkout'), 'scripts/heisenbug.groovy'), verbs.resolve('heisenbug.groovy'))
        lab.run('web', 'while :; do sleep 0.1; done')
    }

    def cleanupSpec() {
        lab.removeContainers()
    }

    def "the container that it is about is completed"() {
        expect:
        console.type("cryo completion fish --line 'cryo heisenbug we'").out()*.split('\t')*.first() == ['web']
        console.type("cryo completion bash --line 'cryo rewind we'").out() == ['b']
    }

    def "#line"() {
        when:
        def outcome = console.type(line)

        then:
        outcome.status() == status
        outcome.out().last() == last

        where:
        line                                                                    || status | last
        'cryo heisenbug --times 2 web true'                                     || 0      | '2 runs, and none of them failed'
        'cryo -e "containers[\'web\'].heisenbug(\'true\', times: 2)"'           || 0      | 'true'
        'cryo heisenbug --label bad web sh -c "exit 7"'                         || 1      | "run 1 failed with status 7; 'rewind web @bad' goes back to before it"
    }

    def "from the checkpoint that it has left the bug can be looked at"() {
        expect:
        console.type('cryo rewind web @bad').status() == 0
    }
}
