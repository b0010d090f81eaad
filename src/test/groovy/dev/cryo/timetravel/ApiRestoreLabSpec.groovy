package dev.cryo.timetravel

import dev.cryo.lab.DockerFrom
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** Docker 26.1, and nothing of Cryo's may be put onto its host: containers of plain runc come back by Docker's own API. */
class ApiRestoreLabSpec extends Specification {

    static final ROUNDS = 5
    static final COUNTER = 'exec 3>>/held; i=0; while true; do i=$((i+1)); echo $i >&3; echo $i; sleep 0.1; done'

    @Shared @AutoCleanup LabEngine lab = LabEngine.upWith(DockerFrom.TRIXIE)
    @Shared CommandLine console = lab.commandLine()
    @Shared random = new Random()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
        lab.onHost('[ ! -e /tmp/containerd.pid ] || kill $(cat /tmp/containerd.pid); rm -rf /usr/local/sbin/runc /tmp/containerd* /tmp/ctrd-checkpoint*')
    }

    def "a restore goes through Docker's API, and holds its receipt"() {
        given:
        plain('web')
        lab.call('checkpoint', containers: 'web')
        def stoodAt = lab.counted('web').last()

        when:
        def outcome = console.type('cryo restore web')

        then:
        outcome.status() == 0
        outcome.err().any { it.contains("restored through Docker's own API") }
        soon.eventually { assert lab.counted('web').last() > stoodAt + 3 }
        countsUp(lab.counted('web'))
        nothingIsLeft()

        when: 'and again, to be looked at'
        lab.call('checkpoint', containers: 'web')
        def receipt = lab.call('restore', containers: 'web')[0].receipt()

        then: 'nobody has seen its processes standing still: they are reported, all else is judged'
        receipt.holds()
        receipt.compared().findAll { it.judged() }*.what().containsAll(['random bytes', 'stack address', 'break address', 'vdso address'])
        receipt.compared().findAll { it.judged() }.every { it.equal() }
        !receipt.compared().find { it.what() == 'process tree' }.judged()
    }

    def "memory and files agree after rewinds"() {
        given:
        plain('web')
        def series = lab.call('capture', container: 'web', every: '300ms', times: 3)

        expect:
        [2, 0, 1].every { which ->
            def restored = lab.call('rewind', container: 'web', checkpoint: "web@${series[which].number()}".toString())
            sleep(400)
            restored.receipt().holds() && countsUp(lab.inside('web', 'cat', '/held').readLines()*.toInteger())
        }
        nothingIsLeft()
    }

    def "doctor tells which ways there are, and why not the better ones"() {
        given:
        plain('web')

        expect:
        with(lab.call('doctor', container: 'web').find { it.about() == 'way back' }) {
            verdict() == Verdict.FINE
            detail().startsWith("a restore goes through a shadow of runc, or else through Docker's API")
            detail().contains("it runs under 'runc'")
        }
        lab.call('doctor').find { it.about() == 'under plain runc' }.detail().contains("Docker's API")

        when:
        anotherDaemon()

        then:
        with(lab.call('doctor', container: 'web').find { it.about() == 'way back' }) {
            verdict() == Verdict.FINE
            detail().startsWith("a restore goes through Docker's API")
            detail().contains('and another daemon')
        }
    }

    def "with consent the shadow is taken"() {
        given:
        plain('web')
        lab.call('checkpoint', containers: 'web')

        when:
        def restored = lab.call('restore', containers: 'web', shadowRunc: true)[0]

        then: 'which lets it stand still first'
        restored.receipt().holds()
        restored.receipt().compared().find { it.what() == 'process tree' }.judged()
        nothingIsLeft()
    }

    def "what Docker's restore could not repeat is refused before a dump, where there is no other way"() {
        given:
        plain('web')
        anotherDaemon()

        when:
        lab.call(options, verb)

        then:
        def problem = thrown(Problem)
        problem.what().contains("only Docker's API can bring it back")
        lab.container('web').alive()

        where:
        verb         | options
        'checkpoint' | [containers: 'web', fileLocks: true]
        'checkpoint' | [containers: 'web', tcp: 'keep']
        'capture'    | [container: 'web', times: 1, linkRemap: true]
    }

    def "a checkpoint with such an option waits for a better way"() {
        given:
        plain('web')
        lab.call('checkpoint', containers: 'web', fileLocks: true)

        when:
        lab.call('restore', containers: 'web')

        then:
        def problem = thrown(Problem)
        problem.remedy().toString().contains('--shadow-runc')
        !lab.container('web').alive()

        and:
        lab.call('restore', containers: 'web', shadowRunc: true)[0].receipt().holds()
    }

    def "images that Docker cannot restore are a failure, and nothing is left"() {
        given:
        plain('web')
        def checkpoint = lab.call('checkpoint', containers: 'web')[0]
        def images = lab.folder.resolve('broken')
        def subjects = lab.workspace().subjects()
        def kept = subjects.find(new dev.cryo.verb.ContainerName('web')).timeline().get().byId(checkpoint.checkpoint()).get()
        subjects.store().unpack(kept).withCloseable {
            ['cp', '-r', it.images().toString(), images.toString()].execute().waitFor()
        }
        images.resolve('core-1.img').toFile().bytes = images.resolve('core-1.img').toFile().bytes[0..200] as byte[]

        when:
        lab.call('restore', containers: 'web', imageDir: images.toString())

        then:
        thrown(Problem)
        !lab.container('web').alive()
        nothingIsLeft()
    }

    def "Cryo is killed -9 in the middle: nothing is left, and the container restored or as before"() {
        given:
        plain('web')

        expect:
        ROUNDS.times {
            lab.call('checkpoint', containers: 'web')
            def stoodAt = lab.counted('web').last()
            def cryo = console.cryo('restore', 'web')
            new PollingConditions(timeout: 60, delay: 0.01).eventually { assert lent() != [] }
            sleep(random.nextInt(800))
            cryo.destroyForcibly().waitFor()
            soon.eventually { nothingIsLeft() }
            if (!lab.container('web').alive()) {
                assert lab.call('restore', containers: 'web')[0].receipt().holds()
            }
            soon.eventually { assert lab.counted('web').last() > stoodAt + 1 }
            assert countsUp(lab.counted('web'))
        }
    }

    /** Another daemon, which finds another runc: then it is not clear in whose place a shadow would have to stand. */
    private void anotherDaemon() {
        lab.onHost('''cp /usr/sbin/runc /usr/local/sbin/runc; cp /bin/sleep /tmp/containerd
            PATH=/usr/sbin /tmp/containerd 600 > /dev/null 2>&1 < /dev/null & echo $! > /tmp/containerd.pid''')
    }

    private void plain(String name) {
        def made = lab.onHost('docker run -d --runtime runc --name "$1" busybox sh -c "$2"', name, COUNTER)
        assert made.succeeded(): made.err().join('\n')
        soon.eventually { assert lab.counted(name).size() > 2 }
    }

    private List<String> lent() {
        lab.onHost('ls -d /var/lib/docker/containers/*/checkpoints/* 2>/dev/null').out()
    }

    private boolean nothingIsLeft() {
        assert lent() == []
        assert lab.onHost('ls -d /tmp/ctrd-checkpoint* /run/cryo/* 2>/dev/null; grep -e /runc /proc/self/mountinfo').out() == []
        true
    }

    private static boolean countsUp(List<Integer> numbers) {
        numbers == (1..numbers.size()).toList()
    }
}
