package dev.cryo.engine

import dev.cryo.archive.TarReader
import dev.cryo.engine.Container.Status
import dev.cryo.verb.ContainerId
import dev.cryo.verb.ContainerName
import dev.cryo.verb.HostPath
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import org.apache.commons.compress.archivers.tar.TarArchiveEntry
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.time.Duration
import java.time.Instant
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit

/** What every engine promises; real ones and the fake one pass it. They have the image "busybox", and no container. */
abstract class EngineContract extends Specification {

    static final BUSYBOX = new ImageName('busybox')
    static final FOR_LONG = ['sleep', '600']
    static final AT_ONCE = Duration.ZERO

    def soon = new PollingConditions(timeout: 60, delay: 0.05)

    abstract Engine getEngine()

    def cleanup() {
        engine.containers(true).each { engine.remove(it.id(), true) }
    }

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

    def "the log has what was printed, each stream for itself"() {
        given:
        def id = run('web', ['sh', '-c', 'echo one; echo wrong >&2; echo two'])
        engine.awaitExit(id)

        expect:
        soon.eventually {
            with(log(id)) {
                out == 'one\ntwo\n'
                err == 'wrong\n'
            }
        }
    }

    def "only the last lines of a log are read where so asked"() {
        given:
        def id = run('web', ['sh', '-c', 'echo one; echo two; echo three'])
        engine.awaitExit(id)

        expect:
        soon.eventually { assert logOf(id, new Engine.Logs(false, Optional.of(2), false, Optional.empty())) == 'two\nthree\n' }
        logOf(id, new Engine.Logs(false, Optional.of(0), false, Optional.empty())) == ''
        logOf(id, new Engine.Logs(false, Optional.of(9), false, Optional.empty())) == 'one\ntwo\nthree\n'
    }

    def "with timestamps each line begins with its time"() {
        given:
        def before = Instant.now().minusSeconds(1)
        def id = run('web', ['echo', 'one'])
        engine.awaitExit(id)

        expect:
        soon.eventually {
            def words = logOf(id, new Engine.Logs(false, Optional.empty(), true, Optional.empty())).trim().split(' ', 2)
            assert Instant.parse(words[0]).isAfter(before)
            assert words[1] == 'one'
        }
    }

    def "a log is followed until the container ends"() {
        given:
        def id = run('web', ['sh', '-c', 'echo one; sleep 0.5; echo two'])

        expect:
        logOf(id, new Engine.Logs(true, Optional.empty(), false, Optional.empty())) == 'one\ntwo\n'
        !engine.container(id).alive()
    }

    def "who follows a log may be interrupted"() {
        given:
        def id = run('web', ['sh', '-c', 'echo one; sleep 600'])
        def first = new CompletableFuture<String>()
        def end = new CompletableFuture<Throwable>()
        def reader = Thread.ofPlatform().start {
            try {
                engine.logs(id, new Engine.Logs(true, Optional.empty(), false, Optional.empty()), { stream, bytes ->
                    first.complete(new String(bytes, 'UTF-8'))
                })
                end.complete(null)
            } catch (Throwable e) {
                end.complete(e)
            }
        }

        expect:
        first.get(60, TimeUnit.SECONDS) == 'one\n'

        when:
        reader.interrupt()
        def ended = end.get(60, TimeUnit.SECONDS)

        then:
        ended instanceof Problem
        ended.kind() == Problem.Kind.INTERRUPTED
        engine.container(id).alive()
    }

    def "who listens before the start hears all of it, and the status, #when"() {
        given:
        def id = engine.create(spec('brief', ['sh', '-c', 'echo one; echo wrong >&2; exit 4'], autoRemove: deleted))

        when:
        def heard = collect { output ->
            engine.attach(id, output).withCloseable {
                engine.start(id)
                it.awaitEnd()
            }
        }

        then:
        heard == [out: 'one\n', err: 'wrong\n', status: 4]

        where:
        deleted << [false, true]
        when = deleted ? 'although it is deleted at once' : 'and it stays'
    }

    def "a terminal has one stream, and ends lines as terminals do"() {
        given:
        def id = engine.create(spec('tty', ['sh', '-c', 'echo one; echo wrong >&2'], tty: true))
        engine.start(id)
        engine.awaitExit(id)

        expect:
        engine.container(id).tty()
        soon.eventually {
            with(log(id)) {
                out == 'one\r\nwrong\r\n'
                err == ''
            }
        }
    }

    def "a command inside prints on its streams and has a status"() {
        given:
        def id = run('web', FOR_LONG)

        when:
        def ran = exec(id, ['sh', '-c', 'echo said; echo wrong >&2; exit 5'])

        then:
        ran.out == 'said\n'
        ran.err == 'wrong\n'
        ran.status == 5
    }

    def "a command inside reads its input to the end"() {
        given:
        def id = run('web', FOR_LONG)
        def text = 'a line\n' * 20_000

        when:
        def ran = exec(id, new Engine.ExecSpec(
                ['cat'], Optional.empty(), Optional.empty(), [], Optional.of(new ByteArrayInputStream(text.bytes))))

        then:
        ran.status == 0
        ran.out.length() == text.length()
        ran.out.equals(text)
    }

    def "a command inside has a directory and variables of its own"() {
        given:
        def id = run('web', FOR_LONG)

        when:
        def ran = exec(id, new Engine.ExecSpec(
                ['sh', '-c', 'pwd; env'], Optional.empty(), Optional.of('/tmp'), ['MODE=calm'], Optional.empty()))

        then:
        ran.out.readLines().first() == '/tmp'
        ran.out.readLines().contains('MODE=calm')
    }

    def "a program that is not inside has the status that shells give it"() {
        given:
        def id = run('web', FOR_LONG)

        expect:
        exec(id, ['no-such-program']).status == 127
    }

    def "no command runs inside a container that does not run"() {
        when:
        exec(create('web', FOR_LONG), ['true'])

        then:
        thrown(Problem)
    }

    def "hostile words come through unchanged"() {
        given: 'arguments, variables and labels with quotes, line ends, terminal escapes and a wide character'
        def words = ['a b', '"quoted"', "it's", 'line\nend', '\u001b[31mred', '🥶', '$HOME', '{{.Id}}', '%s\\n']
        def id = engine.create(spec('hostile', ['echo', *words],
                environment: ["EVIL=${words.join('=')}".toString()],
                labels: [evil: words.join(), 'dots.and/slash': '']))
        engine.start(id)
        engine.awaitExit(id)

        expect:
        with(engine.container(id)) {
            command() == ['echo', *words]
            labels() == [evil: words.join(), 'dots.and/slash': '']
        }
        soon.eventually { assert logOf(id) == words.join(' ') + '\n' }
    }

    def "hostile variables come through unchanged"() {
        given:
        def value = 'x=y\n"z" \u001b[2J 🥶'
        def id = engine.create(spec('hostile', ['env'], environment: ["EVIL=$value".toString()]))
        engine.start(id)
        engine.awaitExit(id)

        expect:
        soon.eventually { assert logOf(id).contains("EVIL=$value\n") }
    }

    def "what was asked for at its making is told"() {
        given:
        def id = engine.create(spec('web', FOR_LONG,
                hostname: 'front', restart: 'unless-stopped', runtime: 'runc', publish: ['127.0.0.1:18081:80']))

        expect:
        with(engine.container(id)) {
            hostname() == 'front'
            restartPolicy() == 'unless-stopped'
            runtime() == 'runc'
            !tty()
            !autoRemove()
        }

        when:
        engine.start(id)

        then:
        engine.container(id).ports() == ['127.0.0.1:18081->80/tcp']
        engine.containers(false)[0].ports() == ['127.0.0.1:18081->80/tcp']
    }

    def "a container is made like another one, which may be gone, with a name, a hostname and ports of its own"() {
        given:
        def origin = engine.create(spec('web', ['sh', '-c', 'env; sleep 600'],
                environment: ['MODE=fast'], labels: [tier: 'front'], hostname: 'front', restart: 'unless-stopped',
                publish: ['127.0.0.1:18081:80']))
        def document = engine.container(origin).document()
        engine.remove(origin, true)

        when:
        def copy = engine.create(new ContainerCopy(document, 'twin', hostname, ['127.0.0.1:18082:80'], [] as Set, restarts))

        then:
        with(engine.container(copy)) {
            name() == 'twin'
            state().status() == Container.Status.CREATED
            command() == ['sh', '-c', 'env; sleep 600']
            labels().tier == 'front'
            it.hostname() == hostname.orElse(copy.brief())
            restartPolicy() == (restarts ? 'unless-stopped' : 'no')
        }

        when:
        engine.start(copy)

        then:
        soon.eventually { assert logOf(copy).readLines().contains('MODE=fast') }
        engine.container(copy).ports() == ['127.0.0.1:18082->80/tcp']

        where:
        hostname             | restarts
        Optional.of('other') | true
        Optional.empty()     | false
    }

    def "of what is no container's description none is made"() {
        when:
        engine.create(new ContainerCopy('no description', 'twin', Optional.empty(), [], [] as Set, true))

        then:
        thrown(Problem)
        engine.containers(true) == []
    }

    def "a log is read from a time on"() {
        given:
        def id = run('web', ['sh', '-c', 'echo one; sleep 600'])
        soon.eventually { assert logOf(id) == 'one\n' }
        def since = { seconds -> new Engine.Logs(false, Optional.empty(), false, Optional.of(Instant.now().plusSeconds(seconds))) }

        expect:
        logOf(id, since(-600)) == 'one\n'
        logOf(id, since(600)) == ''
    }

    def "images are listed and looked at"() {
        expect:
        def busybox = engine.image(BUSYBOX)
        busybox.names().contains('busybox:latest')
        busybox.size().bytes() > 0
        busybox.id() ==~ /sha256:[0-9a-f]{64}/
        engine.images()*.id().contains(busybox.id())
        engine.image(new ImageName(busybox.id())).id() == busybox.id()

        when:
        engine.image(new ImageName('nobody-has-this'))

        then:
        def problem = thrown(Problem)
        problem.what() == "there is no image 'nobody-has-this'"
    }

    def "a root filesystem becomes an image with the command that it was given"() {
        given:
        def command = ['/bin/say', 'a "quoted" word', 'back\\slash']

        when:
        engine.importImage(new ByteArrayInputStream(tar('bin/say', 'hello')), new ImageName('cryo-spec'), command)

        then:
        engine.image(new ImageName('cryo-spec')).names() == ['cryo-spec:latest']
        engine.container(engine.create(ContainerSpec.of(new ImageName('cryo-spec'), 'of-it', []))).command() == command
    }

    def "a file inside a container is read as an archive, though it never ran"() {
        given:
        engine.importImage(new ByteArrayInputStream(tar('bin/say', 'hello')), new ImageName('cryo-spec'), ['/bin/say'])
        def id = engine.create(ContainerSpec.of(new ImageName('cryo-spec'), 'of-it', []))

        when:
        def found = new TarReader('/bin/say', engine.archive(id, '/bin/say').get()).withCloseable { tar ->
            def member = tar.next().get()
            def bytes = new byte[100]
            [member.kind(), new String(bytes, 0, tar.read(bytes, 0, 100)), member.path().endsWith('say'), tar.next().present]
        }

        then:
        found == [TarReader.Kind.FILE, 'hello', true, false]

        and:
        engine.archive(id, '/bin/nothing').empty

        when:
        engine.remove(id, true)
        engine.archive(id, '/bin/say')

        then:
        thrown(Problem)
    }

    def "what is no archive becomes no image"() {
        when:
        engine.importImage(
                new ByteArrayInputStream(('no archive ' * 200).bytes), new ImageName('cryo-spec-broken'), [])

        then:
        thrown(Problem)
        !engine.images()*.names().flatten().contains('cryo-spec-broken:latest')
    }

    def "the host is there; what is not there on it is a problem to read, and an empty list"() {
        given:
        def missing = new HostPath('/no/such/folder')

        expect:
        engine.host().exists(new HostPath('/'))
        !engine.host().exists(missing)
        engine.host().list(missing) == []

        when:
        engine.host().read(missing)

        then:
        thrown(Problem)
    }

    protected ContainerId create(String name, List<String> command) {
        engine.create(spec(name, command))
    }

    protected ContainerId run(String name, List<String> command) {
        def id = create(name, command)
        engine.start(id)
        id
    }

    protected Map log(Engine.Logs how = Engine.Logs.ALL, ContainerId id) {
        collect { output -> engine.logs(id, how, output) }
    }

    protected String logOf(ContainerId id, Engine.Logs how = Engine.Logs.ALL) {
        log(how, id).out
    }

    protected Map exec(ContainerId id, List<String> command) {
        exec(id, Engine.ExecSpec.of(command))
    }

    protected Map exec(ContainerId id, Engine.ExecSpec spec) {
        collect { output -> engine.exec(id, spec, output) }
    }

    private static Map collect(Closure<?> work) {
        def out = new ByteArrayOutputStream()
        def err = new ByteArrayOutputStream()
        def status = work.call({ stream, bytes ->
            (stream == Watch.Stream.ERR ? err : out).writeBytes(bytes)
        } as Output)
        [out: out.toString('UTF-8'), err: err.toString('UTF-8'), status: status]
    }

    protected static ContainerSpec spec(Map wanted = [:], String name, List<String> command) {
        new ContainerSpec(
                BUSYBOX, command, Optional.of(name), Optional.ofNullable(wanted.hostname), Optional.empty(),
                wanted.environment ?: [], wanted.publish ?: [], [], [], wanted.labels ?: [:], Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.ofNullable(wanted.restart),
                Optional.ofNullable(wanted.runtime), Optional.empty(), Optional.empty(), [], [], false, false,
                wanted.tty ?: false, false, wanted.autoRemove ?: false, false)
    }

    private static byte[] tar(String name, String text) {
        def bytes = new ByteArrayOutputStream()
        new TarArchiveOutputStream(bytes).withCloseable { tar ->
            def entry = new TarArchiveEntry(name)
            entry.size = text.length()
            tar.putArchiveEntry(entry)
            tar.write(text.bytes)
            tar.closeArchiveEntry()
        }
        bytes.toByteArray()
    }
}
