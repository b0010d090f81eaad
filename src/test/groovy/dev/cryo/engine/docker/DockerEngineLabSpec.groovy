package dev.cryo.engine.docker

import dev.cryo.engine.Engine
import dev.cryo.engine.EngineContract
import dev.cryo.engine.HostScript
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.HostPath
import spock.lang.AutoCleanup
import spock.lang.Shared

import java.nio.file.Files

/** The contract against a real Docker, and what only a real one has: a host on which scripts run. */
class DockerEngineLabSpec extends EngineContract {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    @Override
    Engine getEngine() {
        lab.engine
    }

    def "a script on the host gets its arguments as they are, and tells streams and status"() {
        given:
        def words = ['a b', '', "it's \"quoted\"", 'line\nend', '$HOME', '*', '-n']

        when:
        def result = engine.host().run(
                new HostScript('words', 'for word; do printf "<%s>" "$word"; done; echo; echo wrong >&2; exit 3'), words)

        then:
        result.status() == 3
        result.out().join('\n') == words.collect { "<$it>" }.join()
        result.err() == ['wrong']
    }

    def "a script on the host is where the daemon is"() {
        expect: 'it sees the daemon as its first processes, and the socket under the daemon\'s own name'
        lab.onHost('cat /proc/1/comm; test -S /run/docker.sock && echo there').out() == ['docker-init', 'there']
    }

    def "a script on the host sees the end of its input when nobody waits for it any more"() {
        given:
        def mark = '/tmp/cryo-spec-lifeline'

        when:
        def script = engine.host().start(new HostScript('lifeline', 'echo ready; cat > /dev/null; echo ended > "$1"'), [mark])

        then:
        script.line() == Optional.of('ready')
        !engine.host().exists(new HostPath(mark))

        when:
        script.close()

        then:
        new String(engine.host().read(new HostPath(mark))) == 'ended\n'

        cleanup:
        lab.onHost("rm -f $mark")
    }

    def "files of the host are read, in pieces too, and those that know no size"() {
        given:
        lab.onHost('printf 0123456789 > /tmp/cryo-spec-file')
        def file = new HostPath('/tmp/cryo-spec-file')

        expect:
        new String(engine.host().read(file)) == '0123456789'
        new String(engine.host().read(file, 4, 3)) == '456'
        new String(engine.host().read(file, 8, 100)) == '89'
        engine.host().read(file, 100, 5).length == 0
        new String(engine.host().read(new HostPath('/proc/1/comm'))) == 'docker-init\n'
        engine.host().list(new HostPath('/tmp')).contains('cryo-spec-file')

        cleanup:
        lab.onHost('rm -f /tmp/cryo-spec-file')
    }

    def "a folder of this machine is seen from the host, and one of the host from here"() {
        given:
        Files.writeString(lab.folder.resolve('note'), 'from here')

        when:
        def there = engine.host().view(lab.folder.resolve('note')).get()

        then:
        lab.onHost('cat "$1"', there.text()).out() == ['from here']
        Files.isSameFile(engine.host().local(there).get(), lab.folder.resolve('note'))
    }
}
