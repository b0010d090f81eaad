package dev.cryo.engine

import dev.cryo.verb.Problem

import java.time.Instant
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit

/** The third part of {@link EngineContract}: what containers print, and commands inside them. */
abstract class StreamsContract extends LifeContract {

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
        def heard = streamsOf { output ->
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

    def "a log is read from a time on"() {
        given:
        def id = run('web', ['sh', '-c', 'echo one; sleep 600'])
        soon.eventually { assert logOf(id) == 'one\n' }
        def since = { seconds -> new Engine.Logs(false, Optional.empty(), false, Optional.of(Instant.now().plusSeconds(seconds))) }

        expect:
        logOf(id, since(-600)) == 'one\n'
        logOf(id, since(600)) == ''
    }
}
