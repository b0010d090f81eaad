package dev.cryo.timetravel

import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean

/** Containers of plain runc come back by a shadow of runc: with consent, and with nothing left of it on the host. */
class ShadowLabSpec extends Specification {

    static final ROUNDS = 6
    /** Where an administrator's own runc is found first. */
    static final OWN = '/usr/local/sbin/runc'
    static final COUNTER = 'exec 3>>/held; i=0; while true; do i=$((i+1)); echo $i >&3; echo $i; sleep 0.1; done'

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()
    @Shared random = new Random()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
        assert place() == []
    }

    def cleanup() {
        lab.removeContainers()
        lab.onHost("rm -f $OWN")
    }

    def "without consent a restore is refused, with the option that gives it, and nothing is touched"() {
        given:
        plain('web', COUNTER)
        lab.call('checkpoint', containers: 'web')

        when:
        def outcome = console.type("cryo $line")

        then:
        outcome.status() == 1
        outcome.err()[0] == "cryo: 'web' does not run under Cryo's runtime, so it could not be restored"
        outcome.err().any { it.contains('from 28 on') }
        outcome.err().last().contains('--shadow-runc')
        place() == []
        lab.call('ps', all: true)[0].status() == 'Checkpointed'

        where:
        line << ['restore web', 'rewind web web@1']
    }

    def "with consent it is restored, whole receipt and all, and runc's place is empty again"() {
        given:
        plain('web', COUNTER)
        lab.call('checkpoint', containers: 'web')
        def stoodAt = lab.counted('web').last()

        when:
        def restored = restore('web')

        then:
        restored.receipt().holds()
        restored.receipt().compared().find { it.what() == 'process tree' }.judged()
        soon.eventually { assert lab.counted('web').last() > stoodAt + 3 }
        countsUp(lab.counted('web'))
        nothingIsLeft()

        and: 'it is what it was: a container of runc, which can be dumped, stopped and started as ever'
        lab.container('web').runtime() == 'runc'

        when:
        lab.call('checkpoint', containers: 'web')
        restore('web')
        lab.engine.kill(lab.container('web').id(), 'KILL')
        lab.engine.awaitExit(lab.container('web').id())
        lab.engine.start(lab.container('web').id())

        then:
        soon.eventually { assert lab.counted('web').count(2) == 2 }
    }

    def "memory and files agree after rewinds"() {
        given:
        plain('web', COUNTER)
        def series = lab.call('capture', container: 'web', every: '300ms', times: 3)

        expect:
        [2, 0, 1].every { which ->
            def restored = lab.call('rewind', container: 'web', checkpoint: "web@${series[which].number()}".toString(), shadowRunc: true)
            sleep(400)
            restored.receipt().holds() && countsUp(lab.inside('web', 'cat', '/held').readLines()*.toInteger())
        }
        nothingIsLeft()
    }

    def "CRIU's options reach a dump of plain runc, and its restore"() {
        given:
        plain('web', 'dd if=/dev/zero of=/g bs=1M count=3 2>/dev/null; echo end >> /g; exec 4</g; rm /g; ' + COUNTER)

        when: 'a deleted file is too big, unless CRIU is told otherwise'
        lab.call('checkpoint', containers: 'web', ghostLimit: '8m')
        restore('web')

        then:
        lab.inside('web', 'sh', '-c', 'tail -c 4 /proc/1/fd/4').trim() == 'end'
    }

    def "a lock that was dumped by plain runc is held again"() {
        given:
        lab.onHost('docker run -d --runtime runc --name web python python3 -c "$1"', '''
import fcntl, time
f = open('/lock', 'w')
fcntl.flock(f, 2)
print(1, flush=True)
time.sleep(10000)''')
        soon.eventually { assert lab.counted('web') == [1] }

        when:
        lab.call('checkpoint', containers: 'web', fileLocks: true)
        restore('web')

        then:
        lab.inside('web', 'python3', '-c', '''
import fcntl
try:
    fcntl.flock(open('/lock'), fcntl.LOCK_EX | fcntl.LOCK_NB)
    print('free')
except BlockingIOError:
    print('held')''').trim() == 'held'
    }

    def "a runc of the administrator's own that the daemon finds first is served by, and is as it was"() {
        given: 'one that notes what it is called for'
        lab.onHost("printf '%s\\n' '#!/bin/sh' '# of the house' 'echo \"\$*\" >> /tmp/called; exec /usr/sbin/runc \"\$@\"' > $OWN; chmod 755 $OWN")
        def before = lab.onHost("cat $OWN; stat -c '%i %Y %a' $OWN").out()
        plain('web', COUNTER)
        lab.call('checkpoint', containers: 'web')

        expect:
        restore('web').receipt().holds()
        lab.onHost("cat $OWN; stat -c '%i %Y %a' $OWN").out() == before
        lab.onHost('grep -c " restore --detach " /tmp/called').out() == ['1']
        lab.onHost('ls -A /run/cryo; grep -e runc /proc/self/mountinfo').out() == []

        cleanup:
        lab.onHost("rm -f $OWN /tmp/called")
    }

    def "daemons that find different ones are named, with their PATH"() {
        given: 'another one beside the lab\'s'
        lab.onHost("""cp /usr/sbin/runc $OWN; cp /bin/sleep /tmp/containerd
            PATH=/usr/sbin /tmp/containerd 600 > /dev/null 2>&1 < /dev/null & echo \$! > /tmp/containerd.pid""")
        plain('web', COUNTER)

        when:
        def found = lab.call('doctor').find { it.about() == 'under plain runc' }

        then:
        found.verdict() == Verdict.FAILS
        found.detail().contains("finds /usr/sbin/runc and another daemon $OWN") || found.detail().contains("finds $OWN and another daemon /usr/sbin/runc")
        found.detail().contains('its PATH is ')

        when: 'a checkpoint would stop what could not be restored'
        lab.call('checkpoint', containers: 'web')

        then:
        thrown(Problem)
        lab.container('web').alive()

        when: 'it goes on'
        lab.call('checkpoint', containers: 'web', leaveRunning: true)

        then:
        lab.container('web').alive()

        cleanup:
        lab.onHost("kill \$(cat /tmp/containerd.pid); rm -f /tmp/containerd /tmp/containerd.pid $OWN")
    }

    def "Cryo's runtime that stands there for good serves, and stays"() {
        given:
        lab.onHost("cp /usr/local/bin/cryo-runtime $OWN")
        plain('web', COUNTER)
        lab.call('checkpoint', containers: 'web')

        expect:
        lab.call('restore', containers: 'web')[0].receipt().holds()
        lab.onHost("cmp /usr/local/bin/cryo-runtime $OWN && echo same").out() == ['same']
    }

    def "containers of Cryo's own runtime are restored beside it"() {
        given:
        def shadow = Shadow.over(lab.engine.host(), plain('plain', COUNTER))
        lab.run('web', COUNTER)
        soon.eventually { assert lab.counted('web').size() > 2 }
        lab.call('checkpoint', containers: 'web')

        expect:
        place() != []
        lab.call('restore', containers: 'web')[0].receipt().holds()

        cleanup:
        shadow?.close()
    }

    def "a container for which there is no way back is not stopped, and is dumped while it goes on"() {
        given:
        plain('web', COUNTER, 'io.containerd.runc.v2')

        when:
        def outcome = console.type('cryo checkpoint web')

        then:
        outcome.status() == 1
        outcome.err().join('\n').contains("only runc's place can be taken")
        lab.container('web').alive()

        and:
        console.type('cryo checkpoint --leave-running web').status() == 0
        lab.container('web').alive()
    }

    def "two at once share it, and the last one takes it away"() {
        given:
        ['one', 'two'].each {
            plain(it, COUNTER)
            lab.call('checkpoint', containers: it)
        }

        when:
        def both = ['one', 'two'].collect { name ->
            CompletableFuture.supplyAsync { CommandLine.finish(console.cryo('restore', '--shadow-runc', name)) }
        }*.get(3, TimeUnit.MINUTES)

        then:
        both*.status() == [0, 0]
        ['one', 'two'].every { lab.container(it).alive() && countsUp(lab.counted(it)) }
        nothingIsLeft()
    }

    def "other containers never notice"() {
        given:
        plain('web', COUNTER)
        def over = new AtomicBoolean()
        def others = CompletableFuture.supplyAsync {
            def failures = []
            int times = 0
            while (!over.get()) {
                def ran = lab.onHost('docker run --rm --runtime runc --network none busybox echo hello')
                times++
                if (!ran.succeeded() || ran.out() != ['hello']) {
                    failures << "$ran".toString()
                }
            }
            [times: times, failures: failures]
        }

        when:
        ROUNDS.times {
            lab.call('checkpoint', containers: 'web')
            assert restore('web').receipt().holds()
        }
        over.set(true)
        def came = others.get(3, TimeUnit.MINUTES)

        then:
        came.times > ROUNDS
        came.failures == []
        nothingIsLeft()
    }

    def "Cryo is killed -9 in the middle: runc's place is as it was, and the container restored or as before"() {
        given:
        lab.onHost('docker run -d --runtime runc --name web python python3 -c "$1"', Python.COUNTER)
        soon.eventually { assert lab.counted('web').size() > 3 }

        expect:
        ROUNDS.times { round ->
            lab.call('checkpoint', containers: 'web')
            def stoodAt = lab.counted('web').last()
            def cryo = console.cryo('restore', '--shadow-runc', 'web')
            new PollingConditions(timeout: 60, delay: 0.01).eventually { assert place() != [] }
            sleep(random.nextInt(600))
            cryo.destroyForcibly().waitFor()
            soon.eventually { nothingIsLeft() }
            if (!lab.container('web').alive()) {
                assert restore('web').receipt().holds()
            }
            soon.eventually { assert lab.counted('web').last() > stoodAt + 1 }
            assert countsUp(lab.counted('web'))
        }
    }

    def "the keeper of the shadow is killed -9 in the middle: its reader takes it away"() {
        given:
        def shadow = Shadow.over(lab.engine.host(), plain('web', COUNTER))

        when:
        lab.onHost('for f in /run/cryo/shadow/users/*; do f=${f##*/} p=${f%%.*}; pkill -9 -P $p -o; kill -9 $p; done')

        then:
        soon.eventually { nothingIsLeft() }

        cleanup:
        shadow.close()
    }

    private Restored restore(String name) {
        lab.call('restore', containers: name, shadowRunc: true)[0]
    }

    private plain(String name, String script, String runtime = 'runc') {
        def made = lab.onHost('docker run -d --runtime "$3" --name "$1" busybox sh -c "$2"', name, script, runtime)
        assert made.succeeded(): made.err().join('\n')
        soon.eventually { assert lab.counted(name).size() > 2 }
        lab.container(name).id()
    }

    /** What stands in runc's place. */
    private List<String> place() {
        lab.onHost('ls -A /usr/local/sbin; grep -e runc /proc/self/mountinfo').out()
    }

    private boolean nothingIsLeft() {
        assert place() == []
        assert lab.hostState().cryo() == []
        true
    }

    private static boolean countsUp(List<Integer> numbers) {
        numbers == (1..numbers.size()).toList()
    }
}
