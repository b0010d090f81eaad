package dev.cryo.shell

import dev.cryo.catalog.Interruption
import dev.cryo.catalog.Settings
import dev.cryo.catalog.Workspace
import dev.cryo.verb.ContainerId
import dev.cryo.verb.Problem
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** The steps of the tour as they stand in their file, and how far somebody came; the real engine is in TourLabSpec. */
class TourSpec extends Specification {

    static final ID = new ContainerId('0123456789abcdef' * 4)

    @TempDir Path folder

    def 'there are ten steps, each with words, and lines that can be read'() {
        given:
        def catalog = new Workspace(Settings.NONE, [:], {}).catalog()
        def steps = TourStep.all()

        expect:
        steps.size() == 10
        steps.every { it.title() && it.text().length() > 80 && it.lines() && it.lines().every { it.check() } }
        steps.collectMany { it.lines() }.every {
            it.text().startsWith('containers[') || VerbLine.read(catalog.match(Words.of(it.text())).with { m -> m.entry().shape() }, catalog.match(Words.of(it.text())).rest())
        }
    }

    def 'progress is kept, and what is damaged says nothing'() {
        given:
        def file = folder.resolve('state/tour')

        expect:
        TourProgress.read(file).step() == 1

        when:
        TourProgress.here(4, [ID] as Set).write(file)

        then:
        TourProgress.read(file) == new TourProgress(4, ProcessHandle.current().pid(), [ID] as Set)
        Files.getPosixFilePermissions(file.parent)*.name().sort() == ['OWNER_EXECUTE', 'OWNER_READ', 'OWNER_WRITE']

        when:
        Files.write(file, damaged as byte[])

        then:
        TourProgress.read(file).with { [it.step(), it.containers()] } == [1, [] as Set]

        where:
        damaged << ['', 'x', '4', '4\nx', '4\n1\n../../etc/passwd\n', '99999999999\n1\n', [0xff, 0xfe, 0x0a] as byte[]]
                .collect { it instanceof String ? it.bytes : it }
    }

    def 'a tour belongs to the process that is on it, while that runs'() {
        expect:
        new TourProgress(2, process(), [ID] as Set).elsewhere == elsewhere
        !new TourProgress(2, process(), [] as Set).elsewhere

        where:
        process                                       || elsewhere
        ({ ProcessHandle.current().pid() })           || false
        ({ ProcessHandle.current().parent().get().pid() }) || true
        ({ 0x7ffffff0L })                             || false
    }

    def 'where nobody types it waits for nobody, and a step that is not there is refused'() {
        expect:
        def called = Called.on(line + '\n', '')
        called.status() == 2
        called.err().contains(why)

        where:
        line               || why
        'tour'             || "'tour --yes' performs all of it without waiting"
        'tour 11'          || 'its steps are 1 to 10'
        'tour 0'           || 'its steps are 1 to 10'
        'tour --yes 3'     || 'one of a step, --yes and --end'
        'tour --yes --end' || 'one of a step, --yes and --end'
    }

    def 'without an engine it says how to get one, and begins nothing'() {
        given:
        def none = { throw Problem.failed('there is no engine').remedy("'lab up' makes a private one") }
        def screen = new Screen('xterm-256color', 80, 24, folder, { new Workspace(none, folder.resolve('store')) })

        when:
        screen.type('tour\r').await("-> 'lab up' makes a private one")

        then:
        screen.type('\r').await('cryo>').leave() == 0
        !screen.text().contains('Step 1')
    }
}
