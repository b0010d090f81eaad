package dev.cryo.catalog

import dev.cryo.testlab.Block
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Transcript
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files

/** The walkthroughs, typed as they stand in docs/walkthroughs/; what they show is what comes. */
class WalkthroughLabSpec extends Specification {

    static final FOLDER = new File(System.getProperty('cryo.checkout'), 'docs/walkthroughs')

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def setupSpec() {
        lab.needPython()
        FOLDER.listFiles().findAll { !it.name.endsWith('.md') }.each { Files.copy(it.toPath(), lab.folder.resolve(it.name)) }
    }

    def cleanup() {
        lab.removeContainers()
        lab.store().toFile().deleteDir()
    }

    def "#document"() {
        given:
        def blocks = Block.of("docs/walkthroughs/$document", 'console')

        expect:
        blocks.size() > 3
        blocks.each { new Transcript(it).check(console) }

        where:
        document << FOLDER.list().findAll { it.endsWith('.md') }.sort()
    }
}
