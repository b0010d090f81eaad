package dev.cryo.catalog

import dev.cryo.testlab.Block
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

/**
 * What README shows, typed: its blocks of the prompt and of commands, in their order. What is not a fenced block there is a form of
 * call, or the lab's own.
 */
class ReadmeLabSpec extends Specification {

    static final CRYO = 'cryo> '

    /** A container with a password, and errors; something turned bad between two of its checkpoints. Beside it another one. */
    static final STAGE = [
            "run -d --name db busybox sh -c 'while :; do sleep 1; done'",
            "run -d --name web -e password=hunter2 busybox sh -c 'touch /ok; while :; do echo ERROR; sleep 1; done'",
            'checkpoint --leave-running --label good web',
            'exec web rm /ok',
            'checkpoint --leave-running --label before-deploy web',
            'checkpoint --leave-running --label bad web']

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def setupSpec() {
        assert prompt(STAGE).status() == 0
    }

    def "at the prompt: #block"() {
        given: 'what earlier blocks have left is there'
        def outcome = prompt(block.text().readLines().findAll { it.startsWith(CRYO) }*.substring(CRYO.length()))

        expect:
        outcome.status() == 0
        outcome.err() == []

        where:
        block << Block.of('README.md', 'console')
    }

    def "on a command line: #line"() {
        given:
        def outcome = console.type(line.replaceFirst('^shell/cryo', 'cryo'))

        expect:
        outcome.status() == 0

        where:
        line << Block.of('README.md', 'sh').collectMany { it.text().readLines() }
    }

    def "none of its blocks is passed over"() {
        expect:
        Block.of('README.md', 'console', 'sh').size() == new File(System.getProperty('cryo.checkout'), 'README.md').readLines().count('```')
    }

    private CommandLine.Outcome prompt(List<String> lines) {
        def input = new File(lab.folder.toFile(), 'lines')
        input.text = lines.join('\n') + '\n'
        console.type('cryo < lines')
    }
}
