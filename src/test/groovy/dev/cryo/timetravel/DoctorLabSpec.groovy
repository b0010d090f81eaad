package dev.cryo.timetravel

import dev.cryo.engine.Container
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Problem
import groovy.json.JsonSlurper
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files

import static dev.cryo.timetravel.Verdict.FAILS

/** What doctor says of a container, and what a dump then really does: "fails" fails, and what is not "unknown" works. */
class DoctorLabSpec extends Specification {

    /** What each fixture needs first. */
    static final PREAMBLE = '''\
import socket, os, time, fcntl, ctypes
libc = ctypes.CDLL(None, use_errno=True)
'''

    /** Lets a fixture call what the default profile denies. */
    static final FREE = '--security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN'

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def setupSpec() {
        lab.needPython()
        lab.onHost('''
            mkdir -p /srv/spec
            perl -e 'use Socket; unlink "/srv/spec/s", "/srv/spec/d"; socket(D, PF_UNIX, SOCK_DGRAM, 0); bind(D, sockaddr_un("/srv/spec/d"));
                socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("/srv/spec/s")); listen(S, 5);
                while (accept(my $c, S)) { push @kept, $c }' > /dev/null 2>&1 < /dev/null & echo $! > /srv/spec/pid''')
    }

    def cleanupSpec() {
        lab.onHost('kill $(cat /srv/spec/pid); rm -rf /srv/spec')
    }

    def cleanup() {
        lab.removeContainers()
    }

    def "#what: doctor says that it fails, and it does"() {
        given:
        def container = running(code, options)

        when:
        def checkup = Checkup.of(lab.engine.host(), container, CriuOptions.DEFAULT, true)
        def failing = checkup.findings().findAll { it.verdict() == FAILS }

        then: 'it is told, with what to do'
        failing*.about().contains(about)
        failing.every { it.remedy().present }

        when: 'it is dumped all the same'
        dump(container, CriuOptions.DEFAULT)

        then: 'it fails'
        thrown Problem

        when: 'a checkpoint is asked for'
        def outcome = console.type('cryo checkpoint fixture')

        then: 'it is refused with the reason, nothing was touched, and why remembers'
        outcome.status() == 1
        outcome.err().join('\n').contains('was not touched')
        lab.container('fixture').alive()
        lab.container('fixture').state().pid() == container.state().pid()
        def remembered = new JsonSlurper().parseText(console.type('cryo --json why fixture').only())
        remembered.verb == 'checkpoint'
        remembered.why.startsWith("'fixture' cannot be dumped")
        !outcome.err().join('').contains('\u001b')

        where:
        what                       | about          | options                                     | code
        'a file lock (flock)'      | 'locks'        | ''                                          | 'f = open("/l", "w"); fcntl.flock(f, 2)'
        'a file lock (fcntl)'      | 'locks'        | ''                                          | 'f = open("/l", "w"); fcntl.lockf(f, 2)'
        'a lease'                  | 'locks'        | ''                                          | 'open("/l", "w").close(); f = open("/l"); fcntl.fcntl(f, 1024, 0)'
        'a big deleted file'       | 'deleted'      | ''                                          | 'f = open("/g\\n\\r\\x1b[31mprocess 99", "w"); f.write("x" * 3000000); f.flush(); os.unlink(f.name)'
        'one of two names'         | 'deleted'      | ''                                          | 'f = open("/g", "w"); os.link("/g", "/h"); os.unlink("/g")'
        'an io_uring'              | 'io_uring'     | FREE                                        | 'p = ctypes.create_string_buffer(120); fd = libc.syscall(425, 4, p)'
        'inotify on an overlay'    | 'inotify'      | ''                                          | 'os.mkdir("/w"); fd = libc.inotify_init(); libc.inotify_add_watch(fd, b"/w", 2)'
        'a FUSE device'            | 'device'       | '--device /dev/fuse'                        | 'f = os.open("/dev/fuse", 2)'
        'another user'             | 'user'         | ''                                          | 'os.setgid(5); os.setuid(999)'
        'a userfaultfd'            | 'descriptor'   | FREE                                        | 'f = libc.syscall(323, 1)'
        'a perf event'             | 'descriptor'   | FREE                                        | 'a = ctypes.create_string_buffer(120); a[4] = 120; a[0] = 1; f = libc.syscall(298, a, 0, -1, -1, 0)'
        'a BPF map'                | 'descriptor'   | FREE                                        | 'a = (ctypes.c_uint32 * 32)(2, 4, 8, 1, 0); f = libc.syscall(321, 0, a, 72)'
        'a user namespace inside'  | 'namespace'    | FREE                                        | 'libc.unshare(0x10000000) if os.fork() == 0 else None'
        'a UTS namespace inside'   | 'namespace'    | FREE                                        | 'libc.unshare(0x04000000) if os.fork() == 0 else None'
        'an IPC namespace inside'  | 'namespace'    | FREE                                        | 'libc.unshare(0x08000000) if os.fork() == 0 else None'
        'a network inside'         | 'namespace'    | FREE                                        | 'libc.unshare(0x40000000) if os.fork() == 0 else None'
        'a ramfs mounted inside'   | 'mount'        | FREE                                        | 'os.mkdir("/m"); libc.mount(b"x", b"/m", b"ramfs", 0, 0)'
        'a stream to the outside'  | 'unix sockets' | '-v /srv/spec:/sock'                        | 's = socket.socket(1); s.connect("/sock/s")'
        'datagrams to the outside' | 'unix sockets' | '-v /srv/spec:/sock'                        | 's = socket.socket(1, 2); s.connect("/sock/d")'
        'a tracer'                 | 'tracer'       | '--cap-add SYS_PTRACE ' + FREE              | 'p = os.fork(); libc.ptrace(16, p, 0, 0) if p else time.sleep(9999)'
    }

    def "#what: doctor sees nothing that fails, and it does not, nor does its restore"() {
        given:
        running(code, options)

        when:
        def doctor = console.type("cryo doctor $words fixture")

        then:
        doctor.status() == 0
        !doctor.out().any { it.startsWith('fails') || it.startsWith('unknown') }

        when: 'it is checkpointed and restored'
        def checkpoint = console.type("cryo checkpoint $words fixture")
        def restore = console.type('cryo restore fixture')

        then:
        checkpoint.status() == 0
        restore.status() == 0
        lab.container('fixture').alive()

        where:
        what                          | words                          | options              | code
        'nothing special'             | ''                             | ''                   | 'pass'
        'a terminal'                  | ''                             | '-t'                 | 'pass'
        'an established connection'   | ''                             | ''                   | 'l = socket.create_server(("127.0.0.1", 99)); c = socket.create_connection(("127.0.0.1", 99)); a = l.accept()'
        'a file lock, asked for'      | '--file-locks'                 | ''                   | 'f = open("/l", "w"); fcntl.flock(f, 2)'
        'a small deleted file'        | ''                             | ''                   | 'f = open("/g", "w"); f.write("x" * 3000); f.flush(); os.unlink("/g")'
        'a big sparse deleted file'   | ''                             | ''                   | 'f = open("/g", "w"); f.truncate(1 << 30); os.unlink("/g")'
        'a big one, asked for'        | '--ghost-limit 8m'             | ''                   | 'f = open("/g", "w"); f.write("x" * 3000000); f.flush(); os.unlink("/g")'
        'one of two names, asked for' | '--link-remap'                 | ''                   | 'f = open("/g", "w"); os.link("/g", "/h"); os.unlink("/g")'
        'a file that says deleted'    | ''                             | ''                   | 'f = open("/d (deleted)", "w")'
        'inotify below /etc'          | ''                             | ''                   | 'fd = libc.inotify_init(); libc.inotify_add_watch(fd, b"/etc", 2)'
        'a memfd'                     | ''                             | ''                   | 'f = os.memfd_create("m"); os.write(f, b"x" * 3000000)'
        'shared memory'               | ''                             | ''                   | 'libc.shmget(77, 4096, 0o1600); import mmap; m = mmap.mmap(-1, 3000000)'
        'a pair of unix sockets'      | ''                             | ''                   | 'a, b = socket.socketpair(); l = socket.socket(1); l.bind("/s"); l.listen()'
        'a zombie'                    | ''                             | ''                   | 'os._exit(0) if os.fork() == 0 else None'
        'the devices of memory'       | ''                             | ''                   | 'f = [os.open("/dev/" + d, 2) for d in ("null", "zero", "full", "random", "urandom")]'
        'a tunnel'                    | ''                             | '--device /dev/net/tun --cap-add NET_ADMIN' | 'f = os.open("/dev/net/tun", 2)'
        'epoll, timers, signals'      | ''                             | ''                   | 'import select; e = select.epoll(); r, w = os.pipe(); e.register(r); t = libc.timerfd_create(1, 0); v = libc.eventfd(1, 0)'
        'a read-only volume'          | ''                             | '-v /srv/spec:/v:ro' | 'pass'
        'the host network'            | ''                             | '--network host'     | 'pass'
        'privileges'                  | ''                             | '--privileged'       | 'pass'
    }

    def "what a container loses is told: #about"() {
        given:
        running(code, options)

        when:
        def findings = new JsonSlurper().parseText('[' + console.type('cryo --json doctor fixture').out().join(',') + ']')

        then:
        findings.any { it.about == about && it.verdict == 'lost' }
        !findings.any { it.verdict == 'fails' }

        where:
        about         | options              | code
        'volume'      | '-v /srv/spec:/data' | 'pass'
        'connections' | ''                   | 'l = socket.create_server(("127.0.0.1", 99)); c = socket.create_connection(("127.0.0.1", 99)); a = l.accept()'
    }

    def "--rm is told, and that the way back from plain runc is a shadow of it"() {
        given:
        running('pass', '--rm --runtime runc')

        when:
        def stopping = console.type('cryo doctor fixture').out()
        def leaving = console.type('cryo doctor --leave-running fixture').out()

        then:
        stopping.findAll { it.startsWith('fails') }*.contains('--rm') == [true]
        leaving.findAll { it.startsWith('fails') } == []
        [stopping, leaving].every { lines -> lines.any { it.startsWith('fine') && it.contains('a shadow of runc') } }
    }

    def "what was put in from outside is told to be lost"() {
        given:
        running('pass', '')
        lab.onHost('docker exec -d fixture sleep 1000')

        expect:
        soon.eventually {
            assert console.type('cryo doctor fixture').out().any { it.startsWith('lost') && it.contains('sleep') }
        }
    }

    def "a dump interrupts a sleep, and doctor tells of it: busybox's ends, and its container"() {
        given:
        lab.onHost('docker run -d --name fixture busybox sleep 1000')
        soon.eventually { assert sleeps() }

        when:
        console.type('cryo checkpoint --leave-running fixture')

        then:
        soon.eventually { assert !lab.container('fixture').alive() }
    }

    def "who sleeps until a time is not interrupted, and not told of"() {
        given:
        running('pass', '')

        when:
        def told = sleeps()
        console.type('cryo checkpoint --leave-running fixture')

        then:
        !told
        lab.container('fixture').alive()
    }

    private boolean sleeps() {
        console.type('cryo doctor fixture').out().any { it.startsWith('unknown') && it.contains('sleeps') }
    }

    def "doctor tells of the engine and its host"() {
        when:
        def findings = new JsonSlurper().parseText('[' + console.type('cryo --json doctor').out().join(',') + ']')

        then:
        findings.find { it.about == 'CRIU' }.detail.contains('Linux')
        findings.find { it.about == 'runtime' }.verdict == 'fine'
        findings*.about.containsAll(['cryo', 'engine', 'capabilities', 'userfaultfd', 'soft-dirty', 'image store', 'room'])
    }

    /** Starts the container "fixture" that runs a piece of Python and then stands still. */
    private Container running(String code, String options) {
        def script = PREAMBLE + code + '\nprint("ready", flush=True)\ntime.sleep(100000)\n'
        def made = lab.onHost('script=$1; shift; docker run -d --name fixture $1 python-stdlib python3 -c "$script"', script, options)
        assert made.succeeded(): made.err().join('\n')
        soon.eventually { assert lab.log('fixture').any { it.contains('ready') } }
        lab.container('fixture')
    }

    private void dump(Container container, CriuOptions options) {
        def folder = Files.createTempDirectory(lab.folder, 'dump-')
        try (def exchange = new Exchange(lab.engine.host(), container.id())) {
            def images = exchange.into(Files.createDirectory(folder.resolve('images')))
            def work = exchange.into(Files.createDirectory(folder.resolve('work')))
            new Dump(
                    container, images, work, Optional.empty(), [], options.forDump(), Optional.empty(),
                    new Aftermath(lab.engine, container))
                    .andGoOn(lab.engine.host())
        }
    }
}
