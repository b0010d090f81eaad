package dev.cryo.timetravel

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** Checkpoints that go on in new containers, beside their origin. */
class CloneLabSpec extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
    }

    def cleanup() {
        lab.removeContainers()
        lab.onHost('docker volume prune -af >/dev/null 2>&1; true')
    }

    def "a clone goes on from the checkpoint with memory and files of its own, and its origin is left alone"() {
        given:
        writer('web')
        def stoodAt = checkpointed('web')
        def pid = lab.container('web').state().pid()

        when:
        def clone = clone('web@seeded', name: 'twin').first()

        then: 'it is proven to be what was dumped'
        clone.receipt().holds()

        and: 'it goes on from there, in memory and in both files'
        soon.eventually { assert lab.counted('twin').size() > 5 }
        lab.counted('twin').first() in [stoodAt, stoodAt + 1, stoodAt + 2]
        ['/held', '/reopened'].every { countsUp(numbers('twin', it)) }

        and: 'its address and its hostname are its own'
        lab.container('twin').addresses().values().first() != lab.container('web').addresses().values().first()
        lab.inside('twin', 'cat', '/proc/sys/kernel/hostname').trim() == lab.container('twin').id().brief()
        lab.inside('twin', 'cat', '/etc/hostname').trim() == lab.container('twin').id().brief()

        and: 'the origin runs on as the process that it was'
        lab.container('web').state().pid() == pid
        lab.inside('web', 'cat', '/proc/sys/kernel/hostname').trim() == lab.container('web').id().brief()
        countsUp(numbers('web', '/held'))

        and: 'its timeline stays where it was'
        lab.workspace().subjects().find(new dev.cryo.verb.ContainerName('web')).timeline().get().checkpoints().size() == 1

        and: 'the clone can be stopped, started, checkpointed and removed as any container'
        lab.call('checkpoint', containers: ['twin'])
        lab.call('restore', containers: ['twin'])
        lab.call('stop', containers: ['twin'])
        lab.call('rm', containers: ['twin'])
    }

    def "several clones differ, and the origin may be gone"() {
        given:
        writer('web')
        checkpointed('web')
        lab.remove('web')

        when:
        def clones = clone('web@seeded', name: 'web', count: 3)

        then:
        clones*.name() == ['web-1', 'web-2', 'web-3']
        clones.every { it.receipt().holds() }
        clones*.addresses()*.values()*.first().toSet().size() == 3
        clones*.name().every { name ->
            soon.eventually { assert lab.counted(name).size() > 3 }
            countsUp(numbers(name, '/held'))
        }
    }

    def "of several clones one that cannot be leaves nothing behind, and keeps no other from being made"() {
        given:
        writer('web')
        checkpointed('web')
        lab.call('create', image: 'busybox', name: 'web-2')

        when:
        clone('web@seeded', name: 'web', count: 4)

        then:
        def refused = thrown(Problem)
        refused.evidence().join().contains('web-2')
        lab.engine.containers(true)*.name().sort() == ['web', 'web-1', 'web-2', 'web-3', 'web-4']
        ['web-1', 'web-3', 'web-4'].every { name ->
            soon.eventually { assert lab.counted(name).size() > 3 }
            countsUp(numbers(name, '/held'))
        }
    }

    def "ports of a range are given to several clones in their order"() {
        given:
        lab.call('run', image: 'busybox', command: ['httpd', '-f', '-p', '80'], name: 'web', detach: true)
        lab.call('checkpoint', containers: ['web'], leaveRunning: true, label: 'seeded')

        expect:
        clone('web@seeded', name: 'web', count: 4, publish: ['8080-8089:80'])*.ports()*.first()
                .collect { (it =~ /:(\d+)->/)[0][1] } == ['8080', '8081', '8082', '8083']
    }

    def "a clone has volumes of its own with what they held then"() {
        given:
        lab.run(new ContainerSpec(
                new ImageName('busybox'), ['sh', '-c', 'i=0; while true; do i=$((i+1)); echo $i >> /data/n; sleep 0.1; done'],
                Optional.of('db'), Optional.empty(), Optional.empty(), [], [], ['kept:/data', '/tmp:/shared'], [], [:],
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), [], [], false, false, false, false, false, false))
        soon.eventually { assert numbers('db', '/data/n').size() > 3 }
        lab.call('checkpoint', containers: ['db'], leaveRunning: true, label: 'seeded')
        lab.inside('db', 'sh', '-c', 'rm /data/n; echo 1000 > /data/n')

        when:
        def clone = clone('db@seeded', name: 'db-2').first()

        then:
        soon.eventually { assert numbers('db-2', '/data/n').size() > 5 }
        countsUp(numbers('db-2', '/data/n'))
        numbers('db', '/data/n').first() == 1000

        and: 'what it shares is said'
        clone.notes() == ["it writes to the same /shared as its origin: a folder of the engine's host"]

        when: 'it is removed'
        lab.call('rm', containers: ['db-2'], force: true)

        then: 'its volume goes with it, and the origin keeps its own'
        lab.onHost('docker volume ls -q').out() == ['kept']
    }

    def "published ports are published where the host has free ones, or where the user says"() {
        given:
        lab.call('run', image: 'busybox', command: ['httpd', '-f', '-p', '80'], name: 'web', publish: ['8080:80'], detach: true)
        lab.call('checkpoint', containers: ['web'], leaveRunning: true, label: 'seeded')

        when:
        def anywhere = clone('web@seeded', name: 'anywhere').first()
        def there = clone('web@seeded', name: 'there', publish: ['8099:80']).first()

        then:
        anywhere.ports().any { it ==~ /.*:\d+->80\/tcp/ && !it.contains(':8080-') }
        there.ports().any { it.contains(':8099->80/tcp') }
        lab.onHost('for port in 8080 8099 "$1"; do busybox wget -q -O - "http://127.0.0.1:$port/etc/hostname"; done',
                (anywhere.ports().first() =~ /:(\d+)->/)[0][1] as String).out() ==
                ['web', 'there', 'anywhere'].collect { lab.container(it).id().brief() }
    }

    def "a clone that cannot be leaves nothing behind"() {
        given:
        writer('web')
        checkpointed('web')
        sleep 500 // what watches a dump ends a little later
        def before = lab.hostState()

        when: 'its name is taken'
        clone('web@seeded', name: 'web')

        then:
        def taken = thrown(Problem)
        taken.evidence().join().contains('already in use')
        lab.engine.containers(true)*.name() == ['web']
        lab.hostState() == before

        when: 'its images are damaged'
        def packs = lab.workspace().subjects().store().root().resolve('packs').toFile()
        packs.listFiles().findAll { it.name.endsWith('.pack') }.each { it.bytes = new byte[it.length() as int] }
        packs.parentFile.toPath().resolve('unpacked').toFile().deleteDir()
        clone('web@seeded', name: 'twin')

        then:
        thrown(Problem)
        lab.engine.containers(true)*.name() == ['web']
        lab.hostState() == before
    }

    private void writer(String name) {
        lab.run(ContainerSpec.of(new ImageName('python'), name, ['python3', '-c', Python.WRITER]))
        soon.eventually { assert lab.counted(name).size() > 3 }
    }

    /** The number at which it stood. */
    private int checkpointed(String name) {
        lab.call('checkpoint', containers: [name], leaveRunning: true, label: 'seeded')
        def subjects = lab.workspace().subjects()
        def checkpoint = subjects.store().named(name).get().newest().get()
        subjects.store().unpack(checkpoint).withCloseable { kept ->
            ['tar', '-xOf', kept.filesystem().toString(), './reopened'].execute().text.readLines()*.toInteger().last()
        }
    }

    private List<Cloned> clone(Map options, String checkpoint) {
        lab.call(options + [checkpoint: checkpoint], 'clone') as List<Cloned>
    }

    private List<Integer> numbers(String name, String file) {
        lab.inside(name, 'cat', file).readLines()*.toInteger()
    }

    private static boolean countsUp(List<Integer> numbers) {
        numbers && numbers == (1..numbers.size()).toList()
    }
}
