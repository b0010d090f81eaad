package dev.cryo.keeping

import dev.cryo.catalog.Workspace
import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files

/** Checkpoints of a real container, kept and given up. */
class KeepingLabSpec extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    def soon = new PollingConditions(timeout: 20, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
    }

    def "what stays of a series after a prune can be gone back to, and comes out as it went in"() {
        given:
        lab.run('web', 'i=0; while true; do i=$((i+1)); echo $i; echo $i > /count; sleep 0.1; done')

        when: 'five are made, and the rule keeps two, and those with a label'
        lab.call('capture', container: 'web', every: '300ms', times: 5)
        lab.call('label', checkpoint: 'web@2', label: 'second')
        def pruned = lab.call('prune', containers: ['web'], keepLast: 2, keepLabelled: true, yes: true)

        then:
        pruned.checkpoints()*.reference() == ['web@1', 'web@3']
        lab.call('verify')*.reference() == ['web@second', 'web@4', 'web@5']

        when:
        lab.call('rewind', container: 'web', checkpoint: 'second')

        then: 'number 2 is where it stands, and what is made now begins a branch beside 4'
        lab.container('web').state().status().name() == 'RUNNING'
        lab.call('checkpoint', containers: ['web'], leaveRunning: true)
        lab.call('timeline', container: 'web')*.tree() == ['● 2', '├─● 4', '│ ● 5', '◉ 6']

        when:
        def rows = lab.call('df')
        def web = rows.find { it.name() == 'web' }
        def target = lab.folder.resolve('exported')
        lab.call('export', checkpoint: 'web@second', folder: target.toString(), filesystem: true)

        then: 'four of them take little more than one'
        web.checkpoints().get() == 4
        web.alone().bytes() < web.raw().get().bytes() / 2
        Files.exists(target.resolve('inventory.img'))
        Files.size(target.resolve('filesystem.tar')) > 0
        target.toFile().list().every { !it.startsWith('.') }
    }

    def "the checkpoint that a container was stopped into is never pruned, nor deleted by the way"() {
        given:
        lab.run('web', 'i=0; while true; do i=$((i+1)); echo $i; sleep 0.1; done')
        lab.call('checkpoint', containers: ['web'])

        when:
        lab.call('rm-checkpoint', checkpoints: ['web@1'])

        then:
        def problem = thrown(Problem)
        problem.what() == "'web@1' is what 'web' was stopped into"

        when:
        lab.call('prune', keepLast: 1, yes: true)
        lab.call('restore', containers: ['web'])

        then:
        lab.container('web').state().status().name() == 'RUNNING'
    }

    def "a disk of #size that is full in the middle of a capture costs that capture, and nothing else"() {
        given: 'a store on a disk of that size, with a checkpoint in it, and a container of 32 MB that do not compress'
        def disk = Files.createTempDirectory(lab.folder, "disk-$size-")
        mount('mount', '-t', 'tmpfs', '-o', "size=$size", 'tmpfs', disk.toString())
        def workspace = new Workspace({ lab.engine }, disk.resolve('store'))
        lab.run('small', 'while true; do sleep 1; done')
        lab.call('checkpoint', workspace, containers: ['small'], leaveRunning: true)
        lab.needImage('python', 'python3-minimal')
        lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', Python.COUNTER.replace('(1 << 20) * 32', '(32 << 20)')]))
        soon.eventually { assert lab.counted('web').size() >= 3 }

        when:
        lab.call('checkpoint', workspace, containers: ['web'], leaveRunning: leaveRunning)

        then:
        def problem = thrown(Problem)
        ([problem.what()] + problem.evidence()).any { it.contains('No space left') || it.contains('full') }

        and: 'the container goes on, and the store is as it was'
        def counted = lab.counted('web').size()
        soon.eventually { assert lab.counted('web').size() > counted + 2 }
        lab.call('verify', workspace, all: true).size() == 1
        lab.call([:], 'checkpoints', workspace)*.container() == ['small']

        cleanup:
        mount('umount', disk.toString())

        where: 'pages and packs do not fit; not even the pages do'
        size   | leaveRunning
        '60m'  | true
        '60m'  | false
        '20m'  | true
    }

    private static void mount(String... words) {
        assert words.execute().waitFor() == 0
    }

    def "of what Docker left in /tmp the certainly dead is deleted"() {
        given: 'one that is old, one that is young, one that is old and open, one of somebody else, and a link'
        lab.onHost('''
            cd /tmp
            mkdir -p ctrd-checkpoint1 ctrd-checkpoint2 ctrd-checkpoint3 ctrd-checkpoint4 precious
            for i in 1 2 3 4; do echo pages > ctrd-checkpoint$i/pages-1.img; done
            ln -s precious ctrd-checkpoint5
            chown 1000 ctrd-checkpoint4
            for i in 1 3 4; do touch -d '2 hours ago' ctrd-checkpoint$i/pages-1.img ctrd-checkpoint$i; done
            setsid sh -c 'exec sleep 1000 < /tmp/ctrd-checkpoint3/pages-1.img' >/dev/null 2>&1 &
            echo $! > /tmp/sleeper''')

        when:
        def rows = lab.call('df', clean: true).findAll { it.kind().name() == 'LEFTOVER' }

        then:
        rows.collectEntries { [it.name(), it.state()] } == [
                '/tmp/ctrd-checkpoint1': 'deleted', '/tmp/ctrd-checkpoint2': 'young', '/tmp/ctrd-checkpoint3': 'open']
        lab.onHost('ls -d /tmp/ctrd-checkpoint* /tmp/precious').out() == [
                '/tmp/ctrd-checkpoint2', '/tmp/ctrd-checkpoint3', '/tmp/ctrd-checkpoint4', '/tmp/ctrd-checkpoint5',
                '/tmp/precious']

        cleanup:
        lab.onHost('kill "$(cat /tmp/sleeper)"; rm -rf /tmp/ctrd-checkpoint* /tmp/precious /tmp/sleeper')
    }

    def "a container that stands frozen by accident goes on, one that its user paused does not"() {
        given: 'as a dump leaves them that was killed: frozen behind the engine, the network shut, an arm without its holder'
        def id = lab.run('web', 'i=0; while true; do i=$((i+1)); echo $i; sleep 0.1; done')
        def paused = lab.run('paused', 'sleep 1000')
        lab.engine.pause(paused)
        lab.onHost("""
            runc --root /run/docker/runtime-runc/moby pause $id || runc --root /run/docker/runtime-cryo/moby pause $id
            mkdir -p /run/cryo/$id/arm
            echo '4194000 1' > /run/cryo/$id/holder
            pid=${lab.container('web').state().pid()}
            nsenter -t \$pid -n iptables -N CRIU
            nsenter -t \$pid -n iptables -A CRIU -j DROP
            nsenter -t \$pid -n iptables -I INPUT -j CRIU
            nsenter -t \$pid -n iptables -I OUTPUT -j CRIU
            nsenter -t \$pid -n nft add table inet CRIU-17
            """)
        assert lab.frozen('web')

        when:
        def repaired = lab.call('repair')*.what()

        then:
        repaired == [
                "'web': thawed it: it stood frozen",
                "'web': removed CRIU's chain from iptables: it kept all packets away",
                "'web': removed CRIU's table CRIU-17: it kept all packets away",
                "'web': disarmed it: whoever wanted to restore it has died"]*.toString()
        !lab.frozen('web')
        lab.frozen('paused')
        lab.hostState().cryo() == []
        lab.onHost("nsenter -t ${lab.container('web').state().pid()} -n iptables -S").out() == [
                '-P INPUT ACCEPT', '-P FORWARD ACCEPT', '-P OUTPUT ACCEPT']
        lab.call('repair')*.what() == ['nothing was to be repaired']
    }
}
