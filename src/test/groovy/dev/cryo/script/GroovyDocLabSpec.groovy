package dev.cryo.script

import dev.cryo.catalog.Interruption
import dev.cryo.testlab.Block
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

/** docs/GROOVY.md, block by block, as lines of one prompt. */
class GroovyDocLabSpec extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared ByteArrayOutputStream printed = new ByteArrayOutputStream()
    @Shared GroovySession prompt

    def setupSpec() {
        def workspace = lab.workspace()
        def interruption = new Interruption()
        def verbs = new VerbCall(workspace.catalog(), workspace.subjects(), workspace.types(), Watch.NOBODY, interruption)
        prompt = new GroovySession(verbs, workspace.subjects(), interruption, new PrintStream(printed, true, 'UTF-8'))
        prompt.arguments([])
    }

    def "#block"() {
        expect:
        runs(block)

        where:
        block << Block.of('docs/GROOVY.md', 'groovy')
    }

    def "what the document says of a wrong name is so"() {
        expect:
        printed.toString('UTF-8').contains("checkpoint has no argument 'labl'; did you mean 'label'?")
    }

    private boolean runs(Block block) {
        try {
            prompt.evaluate(new ScriptSource(block.toString(), block.text()))
            true
        } catch (Problem problem) {
            throw new AssertionError((Object) "${block.text()}\n\n${problem.what()}\n${problem.evidence().join('\n')}\n${problem.remedy().orElse('')}")
        }
    }
}
