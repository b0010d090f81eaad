package dev.cryo.timetravel

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Noting
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** Two containers that talk with each other over one TCP connection, frozen and taken back together. */
class TogetherLabSpec extends Specification {

    /** Answers each line with its number. Whatever is not the next question ends it. */
    static final SERVER = '''
import socket
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(('0.0.0.0', 7000))
listener.listen(5)
connection, _ = listener.accept()
stream = connection.makefile('rw')
n = 0
while True:
    line = stream.readline()
    n += 1
    if line != f'{n}\\n':
        print('lost:', repr(line), 'for', n, flush=True)
        break
    stream.write(f'{n}\\n')
    stream.flush()
    print(n, flush=True)
'''

    static final CLIENT = '''
import socket, time
while True:
    try:
        connection = socket.create_connection(('10.77.0.2', 7000))
        break
    except OSError: time.sleep(0.1)
stream = connection.makefile('rw')
n = 0
while True:
    n += 1
    stream.write(f'{n}\\n')
    stream.flush()
    line = stream.readline()
    if line != f'{n}\\n':
        print('lost:', repr(line), 'for', n, flush=True)
        break
    print(n, flush=True)
    time.sleep(0.01)
'''

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
        lab.onHost('docker network rm talk >/dev/null 2>&1; docker network create --subnet 10.77.0.0/24 talk')
    }

    def cleanupSpec() {
        lab.removeContainers()
        lab.onHost('docker network rm talk')
    }

    def cleanup() {
        lab.removeContainers()
    }

    def "the conversation goes on after each rewind, from where it was"() {
        given:
        talk()
        def notes = []

        when:
        def made = lab.call('checkpoint', lab.workspace(), new Noting(notes),
                containers: ['server', 'client'], together: true, leaveRunning: true, tcp: 'keep', label: 'talking')

        then: 'both are of one instant, and it is said how far apart'
        made*.name() == ['server', 'client']
        notes.any { it ==~ /all 2 stood still together, the last 0\.\d{3} s after the first/ }
        checkpoints('server')*.group() == checkpoints('client')*.group()
        checkpoints('server')[0].group().present

        and: 'the conversation went on over the dump'
        goesOn()

        when:
        def faults = (1..5).collect { faultOfRewind() }.findAll()

        then:
        faults == []

        when: 'they are stopped together, at one instant'
        lab.call('checkpoint', containers: ['server', 'client'], together: true, tcp: 'keep')

        then:
        !lab.container('server').alive()
        !lab.container('client').alive()

        when: 'and taken back once more'
        lab.call('rewind', container: 'client', checkpoint: '@2', together: true, tcp: 'keep')

        then:
        goesOn()
    }

    def "a container that is stopped with its connections kept goes on with them when it is restored, if the other end waits"() {
        given:
        talk()

        when:
        lab.call('checkpoint', containers: ['server'], tcp: 'keep')
        def stoodAt = lab.counted('client').last()
        sleep 2000

        then: 'the other end heard of nothing, and waits'
        lab.log('client').last() == "$stoodAt"
        lab.container('client').alive()

        when:
        lab.call('restore', containers: ['server'], tcp: 'keep')

        then:
        goesOn()
        ['server', 'client'].every { name ->
            def numbers = lab.counted(name)
            numbers == (1..numbers.size()).toList()
        }
    }

    def "a network that is not the container's alone is left as it is"() {
        given: 'one on the network of the host, with a connection, and one on the network of another container'
        lab.run('neighbour', 'while true; do sleep 1; done')
        lab.call('run', image: 'python', command: ['python3', '-c', ALONE], name: 'hosted', network: 'host', detach: true)
        lab.call('run', image: 'python', command: ['python3', '-c', ALONE], name: 'guest', network: 'container:neighbour', detach: true)
        ['hosted', 'guest'].each { name -> soon.eventually { assert lab.counted(name).size() > 3 } }
        def before = networks()

        when:
        ['hosted', 'guest'].each {
            lab.call('checkpoint', containers: [it], tcp: 'keep')
            assert networks() == before
            try {
                lab.call('restore', containers: [it], tcp: 'keep')
            } catch (Problem e) {
                // The kernel of a network that goes on holds the ended connection's port for a while.
                assert e.what().contains('in use')
            }
            assert networks() == before
        }

        then:
        networks() == before
    }

    /** Talks to itself over an address that is no loopback one. */
    static final ALONE = '''
import socket, time
probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
probe.connect(('172.17.0.1', 9))
address = probe.getsockname()[0]
listener = socket.socket()
listener.bind((address, 0))
listener.listen(1)
one = socket.create_connection(listener.getsockname())
other, _ = listener.accept()
n = 0
while True:
    n += 1
    one.sendall(b'x')
    if other.recv(1) != b'x':
        print('lost', flush=True)
        break
    print(n, flush=True)
    time.sleep(0.05)
'''

    /** What the host's network and the neighbour's say of themselves; a bridge hears late that it has a container again. */
    private List<String> networks() {
        lab.onHost('''
            for pid in 1 "$1"; do
              for what in 'ip -o addr show dev lo' 'ip route' 'ip -6 route show default' 'iptables -S OUTPUT' 'ip6tables -S OUTPUT'; do
                nsenter -t "$pid" -n $what
              done
            done''', lab.container('neighbour').state().pid() as String).out()*.replace(' linkdown', '')*.strip()
    }

    def "one that cannot be checkpointed leaves no checkpoint of any, and all go on"() {
        given:
        talk()
        lab.run('stubborn', 'dd if=/dev/zero of=/big bs=1M count=3; exec 5</big; rm /big; while true; do sleep 1; done')
        soon.eventually { assert lab.inside('stubborn', 'ls', '/').readLines().every { it != 'big' } }
        def before = lab.hostState()

        when:
        lab.call('checkpoint', containers: ['server', 'stubborn', 'client'], together: true, leaveRunning: leaveRunning, tcp: 'keep')

        then:
        def problem = thrown(Problem)
        problem.evidence().containsAll(["nothing was done with 'server' either; it goes on", "nothing was done with 'client' either; it goes on"])
        ['server', 'client', 'stubborn'].every { checkpoints(it).empty }
        ['server', 'client', 'stubborn'].every { lab.container(it).alive() && !lab.frozen(it) }
        goesOn()
        soon.eventually { assert lab.hostState() == before }

        where:
        leaveRunning << [true, false]
    }

    def "a rewind of which one cannot be done touches none"() {
        given:
        talk()
        lab.call('checkpoint', containers: ['server', 'client'], together: true, leaveRunning: true, tcp: 'keep')
        def pids = ['server', 'client'].collect { lab.container(it).state().pid() }
        def blocker = lab.container('client').upper().get().toString() + '.cryo-new'
        lab.onHost('mkdir "$1"', blocker)

        when:
        lab.call('rewind', container: 'server', checkpoint: '@1', together: true, tcp: 'keep')

        then:
        def problem = thrown(Problem)
        problem.evidence().contains("nothing was done with 'server' either; it goes on")
        ['server', 'client'].collect { lab.container(it).state().pid() } == pids
        goesOn()

        cleanup:
        lab.onHost('rmdir "$1"', blocker)
    }

    def "--together of a checkpoint that was made alone is refused"() {
        given:
        lab.run('web', 'while true; do sleep 1; done')
        lab.call('checkpoint', containers: ['web'], leaveRunning: true)

        when:
        lab.call('rewind', container: 'web', checkpoint: '@1', together: true)

        then:
        def problem = thrown(Problem)
        problem.what() == "'web@1' was made alone"
    }

    private void talk() {
        lab.call('run', image: 'python', command: ['python3', '-c', SERVER], name: 'server', network: 'talk', ip: '10.77.0.2', detach: true)
        lab.call('run', image: 'python', command: ['python3', '-c', CLIENT], name: 'client', network: 'talk', ip: '10.77.0.3', detach: true)
        soon.eventually { assert lab.counted('client').size() > 10 }
    }

    private boolean goesOn() {
        def server = lab.log('server').size()
        def client = lab.log('client').size()
        soon.eventually {
            assert lab.log('server').size() > server + 5
            assert lab.log('client').size() > client + 5
        }
        // One that is ended before the other may yet say that it lost it: it is not the one that goes on.
        ['server', 'client'].every { lab.log(it).takeRight(5).every { line -> line.isInteger() } }
    }

    /** Takes both back; what is not as it should be then, or null. */
    private String faultOfRewind() {
        def before = ['server', 'client'].collectEntries { [it, lab.log(it).size()] }
        def restored = lab.call('rewind', container: 'server', checkpoint: '@talking', together: true, tcp: 'keep')
        if (!restored.receipt().holds()) {
            return restored.receipt().toString()
        }
        if (!goesOn()) {
            return "the conversation broke: ${lab.log('server').last()}, ${lab.log('client').last()}"
        }
        def wrong = ['server', 'client'].findAll { name ->
            def numbers = lab.counted(name).drop(before[name] - 1)
            def jumps = (1..<numbers.size()).findAll { numbers[it] != numbers[it - 1] + 1 }
            jumps.size() != 1 || numbers[jumps[0]] >= numbers[jumps[0] - 1]
        }
        wrong ? "$wrong did not go back once, or not on by one" : null
    }

    private checkpoints(String name) {
        lab.workspace().subjects().find(new ContainerName(name)).timeline().map { it.checkpoints() }.orElse([])
    }
}
