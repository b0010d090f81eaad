package dev.cryo.timetravel

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.ImageName
import groovy.json.JsonSlurper
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** What CRIU refuses by itself, and takes when it is told to: dumped, restored, and still there. */
class CriuOptionsLabSpec extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def setupSpec() {
        lab.needPython()
    }

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
    }

    def "a file lock is dumped with --file-locks, and held again after #way without its being said again"() {
        given: 'a container that holds a lock'
        locking('web')

        expect: 'without the option the lock is the cause'
        def refused = console.type('cryo checkpoint --leave-running web')
        refused.status() == 1
        refused.err().join('\n').contains('--file-locks')

        when:
        typed("cryo checkpoint --file-locks --label locked ${way == 'rewind' ? '--leave-running' : ''} web")
        typed(way == 'rewind' ? 'cryo rewind web web@locked' : 'cryo restore web')

        then: 'the lock is held'
        lockOf('web') == 'held'

        where:
        way << ['restore', 'rewind']
    }

    def "a datagram socket whose other end is outside is dumped with --ext-unix-sockets, and speaks to it again after #way"() {
        given: 'one container listens at a socket in a folder of the host, another one of the same network has connected to it'
        lab.onHost('rm -rf /tmp/outside && mkdir /tmp/outside')
        lab.run('network', 'while true; do sleep 1; done')
        typed("cryo run -d --name listener --network container:network -v /tmp/outside:/outside python-stdlib python3 -c '$LISTENER'")
        soon.eventually { assert lab.onHost('test -S /tmp/outside/socket').succeeded() }
        typed("cryo run -d --name web --network container:network -v /tmp/outside:/outside:ro python-stdlib python3 -c '$SPEAKER'")
        soon.eventually { assert lab.counted('listener').size() > 5 }

        expect: 'without the option the socket is the cause'
        def refused = console.type('cryo checkpoint --leave-running web')
        refused.status() == 1
        refused.err().join('\n').contains('--ext-unix-sockets')

        when:
        typed("cryo checkpoint --ext-unix-sockets --label spoke ${way == 'rewind' ? '--leave-running' : ''} web")
        def stoodAt = lab.counted('listener').last()
        typed(way == 'rewind' ? 'cryo rewind web web@spoke' : 'cryo restore web')

        then: 'the listener hears the numbers that follow'
        soon.eventually {
            def numbers = lab.counted('listener')
            assert numbers.size() > stoodAt + 10
            assert way == 'restore' ? numbers == (1..numbers.size()).toList() : numbers.toSet() == (1..numbers.max()).toSet()
        }

        cleanup:
        lab.removeContainers()
        lab.onHost('rm -rf /tmp/outside')

        where:
        way << ['restore', 'rewind']
    }

    static final LISTENER = '''
import socket
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind("/outside/socket")
while True: print(listener.recv(100).decode(), flush=True)
'''

    static final SPEAKER = '''
import socket, time
speaker = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
speaker.connect("/outside/socket")
n = 0
while True:
    n += 1
    speaker.send(str(n).encode())
    time.sleep(0.05)
'''

    def "a lock is held again when it is restored from an image directory of the user's"() {
        given:
        locking('web')
        def images = lab.folder.resolve('images')

        when:
        typed("cryo checkpoint --file-locks --image-dir $images web")
        typed("cryo restore --image-dir $images web")

        then:
        lockOf('web') == 'held'
    }

    def "a big deleted file is dumped with --ghost-limit, and holds what it held"() {
        given:
        running('web', 'dd if=/dev/zero of=/g bs=1M count=3 2>/dev/null; echo end >> /g; exec 3</g; rm /g; ')

        expect:
        def refused = console.type('cryo checkpoint --leave-running web')
        refused.status() == 1
        refused.err().join('\n').contains('--ghost-limit')

        when:
        typed('cryo checkpoint --ghost-limit 8m web')
        typed('cryo restore web')

        then:
        lab.inside('web', 'sh', '-c', 'tail -c 4 /proc/1/fd/3').trim() == 'end'
    }

    def "a file that was deleted under one of its two names is dumped with --link-remap"() {
        given:
        running('web', 'echo kept > /one; ln /one /two; exec 3</one; rm /one; ')

        expect:
        def refused = console.type('cryo checkpoint --leave-running web')
        refused.status() == 1
        refused.err().join('\n').contains('--link-remap')

        when:
        typed('cryo checkpoint --link-remap web')
        typed('cryo restore web')

        then:
        lab.inside('web', 'cat', '/proc/1/fd/3').trim() == 'kept'
        lab.inside('web', 'cat', '/two').trim() == 'kept'
        !lab.inside('web', 'ls', '-a', '/').contains('link_remap')
    }

    def "a container that goes on keeps no trace of --link-remap, and can be rewound to it"() {
        given: 'a file of the container\'s own that is called like CRIU\'s'
        running('web', 'echo own > /link_remap.9; echo kept > /one; ln /one /two; exec 3</one; rm /one; ')

        when:
        typed('cryo checkpoint --leave-running --link-remap --label linked web')

        then:
        lab.inside('web', 'ls', '-a', '/').readLines().findAll { it.contains('link_remap') } == ['link_remap.9']

        when:
        typed('cryo rewind web web@linked')

        then:
        lab.inside('web', 'cat', '/proc/1/fd/3').trim() == 'kept'
        lab.inside('web', 'cat', '/two', '/link_remap.9').readLines() == ['kept', 'own']
    }

    def "--print-stats reports what CRIU measured, for capture and for restores, too"() {
        given:
        running('web', '')

        when:
        def dump = console.type('cryo --json checkpoint --print-stats web')
        def restore = console.type('cryo --json restore --print-stats web')
        def capture = console.type('cryo capture --print-stats --times 1 web')

        then:
        with(json(dump).statistics) {
            pagesWritten > 0
            pagesScanned >= pagesWritten
            frozen > 0
        }
        json(restore).statistics.pagesRestored > 0
        dump.err().any { it.contains('frozen') && it.contains('pages') }
        restore.err().any { it.contains('forking') && it.contains('pages') }
        capture.err().any { it.contains('frozen') && it.contains('pages') }

        and: 'nothing is reported unasked'
        json(console.type('cryo --json checkpoint web')).statistics == null
    }

    /** Starts a container whose process 1 does {@code before} and then counts. */
    private void running(String name, String before) {
        def script = before + 'i=0; while true; do echo $i; i=$((i+1)); sleep 0.1; done'
        lab.run(ContainerSpec.of(new ImageName('busybox'), name, ['sh', '-c', script]))
        soon.eventually { assert !lab.counted(name).isEmpty() }
    }

    /** Starts a container whose process 1 holds a lock on /lock. */
    private void locking(String name) {
        def script = "import fcntl, time; f = open('/lock', 'w'); fcntl.flock(f, 2); print(1, flush=True); time.sleep(10000)"
        lab.run(ContainerSpec.of(new ImageName('python-stdlib'), name, ['python3', '-c', script]))
        soon.eventually { assert !lab.counted(name).isEmpty() }
    }

    private String lockOf(String name) {
        lab.inside(name, 'python3', '-c', """
import fcntl
try:
    fcntl.flock(open('/lock'), fcntl.LOCK_EX | fcntl.LOCK_NB)
    print('free')
except BlockingIOError:
    print('held')
""").trim()
    }

    private void typed(String line) {
        def outcome = console.type(line)
        assert outcome.status() == 0: outcome.err().join('\n')
    }

    private static json(CommandLine.Outcome outcome) {
        assert outcome.status() == 0: outcome.err().join('\n')
        new JsonSlurper().parseText(outcome.only())
    }
}
