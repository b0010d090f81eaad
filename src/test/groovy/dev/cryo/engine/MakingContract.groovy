package dev.cryo.engine

import dev.cryo.engine.Container.Status
import dev.cryo.verb.ContainerId
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem

/** The first part of {@link EngineContract}: containers are made, found and named. */
abstract class MakingContract extends EngineGround {

    def "the daemon says who it is"() {
        expect:
        with(engine.info()) {
            !id().isEmpty()
            kind() == 'docker'
            !version().isEmpty()
            runtimes().containsAll(['runc', EngineInfo.CRYO_RUNTIME])
            defaultRuntime() in runtimes()
        }
    }

    def "what is created is there, and does not run"() {
        when:
        def id = create('web', FOR_LONG)

        then:
        with(engine.container(id)) {
            name() == 'web'
            image() == 'busybox'
            imageId() == engine.image(BUSYBOX).id()
            command() == FOR_LONG
            state().status() == Status.CREATED
            state().pid() == 0
            state().started().isEmpty()
            !alive()
            hostname() == id.brief()
        }

        and:
        engine.containers(true)*.name() == ['web']
        engine.containers(false) == []
    }

    def "a container is found by its name, its id, and the start of its id"() {
        given:
        def id = create('web', FOR_LONG)

        expect:
        engine.container(new ContainerName('web')).id() == id
        engine.container(new ContainerName(id.brief())).id() == id
        engine.container(id).id() == id
    }

    def "the newest container comes first"() {
        given:
        create('older', FOR_LONG)
        Thread.sleep(1100) // docker counts in seconds
        create('newer', FOR_LONG)

        expect:
        engine.containers(true)*.name() == ['newer', 'older']
    }

    def "an unknown container is a problem that names those that are there"() {
        given:
        create('web', FOR_LONG)
        create('db', FOR_LONG)

        when:
        engine.container(new ContainerName('wbe'))

        then:
        def problem = thrown(Problem)
        problem.what() == "there is no container 'wbe'"
        problem.evidence() == ['the engine has: db, web']
    }

    def "an unknown container is a problem where there are none, too"() {
        when:
        engine.container(new ContainerName('web'))

        then:
        def problem = thrown(Problem)
        problem.evidence() == ['the engine has no containers']
    }

    def "#verb of an unknown container is a problem"() {
        when:
        act.call(engine, new ContainerId('0' * 64))

        then:
        thrown(Problem)

        where:
        verb      | act
        'start'   | { e, id -> e.start(id) }
        'stop'    | { e, id -> e.stop(id, AT_ONCE) }
        'kill'    | { e, id -> e.kill(id, 'KILL') }
        'pause'   | { e, id -> e.pause(id) }
        'unpause' | { e, id -> e.unpause(id) }
        'remove'  | { e, id -> e.remove(id, true) }
        'wait'    | { e, id -> e.awaitExit(id) }
        'logs'    | { e, id -> e.logs(id, Engine.Logs.ALL, { s, b -> }) }
        'exec'    | { e, id -> e.exec(id, Engine.ExecSpec.of(['true']), { s, b -> }) }
    }

    def "a name is given once"() {
        given:
        create('web', FOR_LONG)

        when:
        create('web', FOR_LONG)

        then:
        def problem = thrown(Problem)
        problem.evidence().join().contains('in use')
        engine.containers(true).size() == 1
    }

    def "'#name' cannot be a container's name"() {
        when:
        create(name, FOR_LONG)

        then:
        thrown(Problem)
        engine.containers(true) == []

        where:
        name << ['../etc', 'a b', '\u001b[31mred', '-rf', 'ü', 'a\nb']
    }

    def "a container of an image that is not there is a problem"() {
        when:
        engine.create(ContainerSpec.of(new ImageName('nobody-has-this'), 'web', FOR_LONG))

        then:
        def problem = thrown(Problem)
        problem.evidence().join().contains('nobody-has-this')
    }
}
