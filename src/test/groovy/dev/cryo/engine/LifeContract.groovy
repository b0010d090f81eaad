package dev.cryo.engine

import dev.cryo.engine.Container.Status
import dev.cryo.verb.ContainerName
import dev.cryo.verb.Problem

import java.time.Duration
import java.time.Instant

/** The second part of {@link EngineContract}: containers start, end, stand still and are removed. */
abstract class LifeContract extends MakingContract {

    def "a container that was started runs"() {
        given:
        def id = create('web', FOR_LONG)
        def before = Instant.now().minusSeconds(1)

        when:
        engine.start(id)

        then:
        with(engine.container(id)) {
            alive()
            state().status() == Status.RUNNING
            state().pid() > 0
            state().started().get().isAfter(before)
            !addresses().isEmpty()
        }
        engine.containers(false)*.name() == ['web']
    }

    def "a start from a checkpoint that is not there is a problem, and starts nothing"() {
        given:
        def id = create('web', FOR_LONG)

        when:
        engine.start(id, 'nobody-made-this')

        then:
        thrown(Problem)
        !engine.container(id).alive()
    }

    def "starting one that runs is a problem, and it runs on"() {
        given:
        def id = run('web', FOR_LONG)
        def pid = engine.container(id).state().pid()

        when:
        engine.start(id)

        then:
        def problem = thrown(Problem)
        problem.what().contains('running already')
        engine.container(id).state().pid() == pid
    }

    def "one that has ended starts anew, and its log goes on"() {
        given:
        def id = run('web', ['echo', 'hello'])
        engine.awaitExit(id)
        def first = engine.container(id).state().started().get()

        when:
        engine.start(id)
        engine.awaitExit(id)

        then:
        engine.container(id).state().started().get().isAfter(first)
        soon.eventually { assert logOf(id) == 'hello\nhello\n' }
    }

    def "a container's end is waited for, and its status told"() {
        given:
        def id = run('web', ['sh', '-c', 'sleep 0.2; exit 7'])

        expect:
        engine.awaitExit(id) == 7
        with(engine.container(id).state()) {
            status() == Status.EXITED
            exitStatus() == 7
            pid() == 0
            finished().isPresent()
        }

        and: 'once it has ended there is nothing to wait for'
        engine.awaitExit(id) == 7
    }

    def "stop lets a container end by itself"() {
        given:
        def id = run('web', ['sh', '-c', "trap 'exit 3' TERM; echo ready; sleep 600 & wait"])
        soon.eventually { assert logOf(id) == 'ready\n' }

        when:
        engine.stop(id, Duration.ofSeconds(30))

        then:
        engine.container(id).state().status() == Status.EXITED
        engine.container(id).state().exitStatus() == 3
    }

    def "stop ends a container that will not"() {
        given:
        def id = run('web', FOR_LONG)

        when:
        engine.stop(id, Duration.ofSeconds(1))

        then:
        engine.container(id).state().status() == Status.EXITED
        engine.container(id).state().exitStatus() == 137
    }

    def "stop of one that does not run does nothing"() {
        given:
        def id = create('web', FOR_LONG)

        when:
        engine.stop(id, AT_ONCE)

        then:
        noExceptionThrown()
        engine.container(id).state().status() == Status.CREATED
    }

    def "kill ends it at once"() {
        given:
        def id = run('web', FOR_LONG)

        when:
        engine.kill(id, 'KILL')

        then:
        engine.awaitExit(id) == 137
    }

    def "kill sends the signal that is named"() {
        given:
        def id = run('web', ['sh', '-c', "trap 'exit 3' TERM; echo ready; sleep 600 & wait"])
        soon.eventually { assert logOf(id) == 'ready\n' }

        when:
        engine.kill(id, 'TERM')

        then:
        engine.awaitExit(id) == 3
    }

    def "kill of one that does not run, and with no signal that there is, are problems"() {
        when:
        engine.kill(create('still', FOR_LONG), 'KILL')

        then:
        thrown(Problem)

        when:
        engine.kill(run('moving', FOR_LONG), 'NOSUCH')

        then:
        thrown(Problem)
        engine.container(new ContainerName('moving')).alive()
    }

    def "a paused container is alive, and goes on when it is unpaused"() {
        given:
        def id = run('web', FOR_LONG)

        when:
        engine.pause(id)

        then:
        engine.container(id).state().status() == Status.PAUSED
        engine.container(id).alive()
        engine.containers(false)*.state() == [Status.PAUSED]

        when: 'that is asked for again'
        engine.pause(id)

        then:
        thrown(Problem)

        when: 'a command is to run inside'
        exec(id, ['true'])

        then:
        thrown(Problem)

        when:
        engine.unpause(id)

        then:
        engine.container(id).state().status() == Status.RUNNING

        when:
        engine.unpause(id)

        then:
        thrown(Problem)
    }

    def "removing one that does not run deletes it"() {
        given:
        def id = create('web', FOR_LONG)

        when:
        engine.remove(id, false)

        then:
        engine.containers(true) == []
    }

    def "one that runs is removed only by force"() {
        given:
        def id = run('web', FOR_LONG)

        when:
        engine.remove(id, false)

        then:
        thrown(Problem)
        engine.container(id).alive()

        when:
        engine.remove(id, true)

        then:
        engine.containers(true) == []
    }

    def "one made to be deleted when it stops is gone then"() {
        given:
        def id = engine.create(spec('brief', FOR_LONG, autoRemove: true))
        engine.start(id)

        expect:
        engine.container(id).autoRemove()

        when:
        engine.kill(id, 'KILL')

        then:
        soon.eventually { assert engine.containers(true) == [] }
    }
}
