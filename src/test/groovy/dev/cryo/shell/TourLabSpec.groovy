package dev.cryo.shell

import dev.cryo.catalog.Workspace
import dev.cryo.engine.DirectHost
import dev.cryo.engine.docker.DockerEngine
import dev.cryo.store.Store
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.util.concurrent.PollingConditions

import java.nio.file.Path

/** The tour on a real engine: performed as a whole, walked at the prompt, left in the middle, and killed. */
class TourLabSpec extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    @TempDir Path folder

    def soon = new PollingConditions(timeout: 90, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
        lab.store().toFile().deleteDir()
    }

    private CommandLine console() {
        lab.commandLine([DOCKER_HOST: "unix://${lab.lab.socket()}".toString(), XDG_STATE_HOME: folder.toString()])
    }

    private Screen prompt() {
        new Screen('xterm-256color', 100, 40, folder.resolve('cryo'), {
            new Workspace({ new DockerEngine(lab.lab.socket(), { DirectHost.of(lab.lab.initPid()) }) }, lab.store())
        })
    }

    private void seen(Screen screen, String text) {
        soon.eventually { assert screen.text().contains(text) }
    }

    private void nothingIsLeft() {
        assert lab.engine.containers(true)*.name() == []
        assert Store.at(lab.store()).timelines().collectMany { it.checkpoints() } == []
    }

    def 'all of it is performed where nobody types'() {
        when:
        def outcome = console().type('cryo tour --yes </dev/null')

        then:
        outcome.status() == 0
        (1..10).every { n -> outcome.err().any { it.startsWith("Step $n of 10: ") } }
        outcome.err().any { it.startsWith('That was the tour') }

        and: 'each line gave what it gives'
        outcome.out().any { it.contains('mood=stormy') }
        outcome.out().any { it.contains('tour@calm') }
        nothingIsLeft()
    }

    def 'at the prompt each step waits, by Enter or by words; what else is typed is performed; and it ends clean'() {
        given:
        def screen = prompt()

        when: 'begun, and the first step typed for the user'
        screen.type('tour\r')
        seen(screen, 'tour 1/10>')
        screen.type('\r')
        seen(screen, '> run -d --name tour busybox')
        seen(screen, 'tour 2/10>')

        then:
        lab.container('tour').alive()

        when: 'something else in the middle: a command, one that fails, Groovy'
        screen.type('\f', 'ps\r')
        seen(screen, 'The tour goes on with: checkpoint --leave-running tour')
        screen.type('\f', 'nonsense web\r')
        seen(screen, 'cryo: ')
        screen.type('\f', '6 * 7\r')
        seen(screen, '\n42\n')
        seen(screen, 'The tour goes on with: checkpoint --leave-running tour')

        then:
        screen.text().endsWith('tour 2/10>')

        when: 'done in other words than shown: the store tells'
        screen.type('\f', "containers['tour'].checkpoint(leaveRunning: true)\r")
        seen(screen, 'tour 3/10>')

        and: 'typed as shown, then a step by its number'
        screen.type('\f', 'timeline tour\r')
        seen(screen, 'tour 4/10>')
        screen.type('\f', 'tour 6\r')
        seen(screen, 'step 5, Names: done for you')
        seen(screen, 'tour 6/10>')

        then:
        Store.at(lab.store()).timelines()[0].checkpoints()*.label()*.orElse(null)*.text() == ['calm', 'storm']

        when: 'the rest'
        screen.type('\f', '\r')
        seen(screen, 'Next: forward tour')
        screen.type('\f', '\r')
        seen(screen, 'tour 7/10>')
        screen.type('\f', '\r')
        seen(screen, 'Next: search tour@storm mood=stormy')
        screen.type('\f', '\r')
        seen(screen, 'tour 8/10>')
        screen.type('\f', '\r')
        seen(screen, 'tour 9/10>')
        screen.type('\f', '\r')
        seen(screen, 'Next: when-changed')
        screen.type('\f', '\r')
        seen(screen, 'tour 10/10>')
        screen.type('\f', '\r')
        seen(screen, 'Next: rm -f tour-twin')

        then:
        lab.container('tour-twin').alive()

        when:
        screen.type('\f', '\r')
        seen(screen, 'That was the tour; what it made is removed.')
        seen(screen, 'cryo>')

        then:
        nothingIsLeft()
        screen.leave() == 0
    }

    def 'left by #how, nothing stays, and it goes on where one was'() {
        given:
        def screen = prompt()
        screen.type('tour 3\r')
        seen(screen, 'tour 3/10>')

        when:
        screen.type(*keys)
        if (how != 'leaving Cryo') {
            seen(screen, "The tour is over, and what it made is removed. 'tour' goes on with step 3.")
            seen(screen, 'cryo>')
        } else {
            screen.leave()
        }

        then:
        nothingIsLeft()

        when: 'a line that is dropped is no end'
        def next = how == 'leaving Cryo' ? prompt() : screen
        next.type('\f').awaitGone('3/10')
        next.type('tour\r')
        seen(next, 'Step 3 of 10: Where it stands')
        seen(next, 'tour 3/10>')
        next.type('half a line').await('half a line').type('\003').await('half a line\ntour 3/10>')

        then:
        lab.container('tour').alive()
        next.text().contains('tour 3/10>')

        cleanup:
        screen?.close()
        next?.close()

        where:
        how            | keys
        'Ctrl-C'       | ['\003']
        '--end'        | ['tour --end\r']
        'leaving Cryo' | ['']
    }

    def 'what is interrupted removes what it made, what is killed is removed by the next'() {
        given:
        def running = console().cryo('tour', '--yes')
        soon.eventually { assert lab.engine.containers(true)*.name() == ['tour'] }
        soon.eventually { assert Store.at(lab.store()).timelines().any { it.checkpoints() } }

        when:
        new ProcessBuilder('kill', '-INT', "${running.pid()}".toString()).start().waitFor()
        def outcome = CommandLine.finish(running)

        then:
        outcome.status() == 130
        nothingIsLeft()

        when:
        running = console().cryo('tour', '--yes')
        soon.eventually { assert Store.at(lab.store()).timelines().any { it.checkpoints() } }
        running.destroyForcibly().waitFor()

        then:
        lab.engine.containers(true)*.name() == ['tour']

        when:
        def ended = console().type('cryo tour --end')

        then:
        ended.status() == 0
        nothingIsLeft()
    }

    def 'a container of that name that is somebody else\'s is left alone'() {
        given:
        lab.run('tour', 'while :; do sleep 1; done')

        when:
        def outcome = console().type('cryo tour --yes')

        then:
        outcome.status() == 1
        outcome.err().any { it.contains("there is a container 'tour' already, which the tour has not made") }
        lab.container('tour').alive()
    }
}
