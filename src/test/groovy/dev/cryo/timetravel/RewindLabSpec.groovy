package dev.cryo.timetravel

import dev.cryo.catalog.Workspace
import dev.cryo.engine.ContainerSpec
import dev.cryo.engine.Engine
import dev.cryo.engine.HostScript
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.verb.ContainerId
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions


/** Going back: memory and files to one instant, proven each time, and nothing left behind. */
class RewindLabSpec extends Specification {

    static final RESTORES = 20
    static final WEB = new ContainerName('web')

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
    }

    def cleanup() {
        lab.removeContainers()
    }

    def "a damaged checkpoint is found before anything is stopped"() {
        given:
        start(Python.WRITER)
        capture(lab.workspace(), 1)
        def root = lab.workspace().subjects().store().root()
        root.resolve('packs').toFile().listFiles().findAll { it.name.endsWith('.pack') }.each { pack ->
            def bytes = pack.bytes
            Arrays.fill(bytes, 0, 100, 0x55 as byte)
            pack.bytes = bytes
        }
        root.resolve('unpacked').toFile().deleteDir()
        def pid = lab.container('web').state().pid()

        when:
        rewind(lab.workspace(), 'web@1')

        then:
        thrown(Problem)
        lab.container('web').alive()
        lab.container('web').state().pid() == pid
    }

    def "a #verb whose start is a plain one is caught, and what began anew is stopped"() {
        given:
        start(Python.COUNTER)
        capture(lab.workspace(), 1)
        if (verb == 'restore') {
            lab.engine.kill(lab.container('web').id(), 'KILL')
        }
        def before = lab.counted('web').size()

        when: 'somebody takes the arm away just before the engine starts the container'
        act.call(lab.workspace(new PlainStarts(engine: lab.engine)))

        then:
        def problem = thrown(Problem)
        problem.what() == "'web' was not restored: it started anew, and was stopped again"
        problem.kind().exitStatus() == 1

        and:
        !lab.container('web').alive()
        lab.counted('web').drop(before).every { it < 1000 }
        lab.hostState().cryo() == []

        and: 'the checkpoint is untouched'
        restore(lab.workspace()).receipt().holds()
        lab.container('web').alive()

        where:
        verb      | act
        'restore' | { Workspace w -> restore(w) }
        'rewind'  | { Workspace w -> rewind(w, 'web@1') }
    }

    def "a process that gives memory back at once is proven all the same"() {
        given:
        start(Python.GENEROUS)
        lab.call('checkpoint', containers: 'web')
        sleep(1000)

        when:
        def restored = restore(lab.workspace())

        then:
        restored.receipt().holds()
        lab.container('web').alive()

        and: 'it is reported, not judged'
        def pages = restored.receipt().compared().find { it.what() == 'sampled pages' }
        !pages.judged()
        !pages.equal()
    }

    def "a plain start that claims to be the restore is found out by what it has in memory"() {
        given:
        start(Python.COUNTER)
        capture(lab.workspace(), 1)
        lab.engine.kill(lab.container('web').id(), 'KILL')

        when: 'all that the runtime notes about a restore is forged'
        restore(lab.workspace(new ForgedStarts(engine: lab.engine)))

        then:
        def problem = thrown(Problem)
        problem.what() == "'web' was not restored: it started anew, and was stopped again"
        problem.evidence().any { it.contains('NOT as in the checkpoint') }
        !lab.container('web').alive()
        lab.hostState().cryo() == []
    }

    def "what a rewind that failed has begun is undone: the files are as they were"() {
        given:
        start(Python.WRITER)
        capture(lab.workspace(), 1)
        soon.eventually { assert lab.counted('web').size() > 40 }

        when:
        rewind(lab.workspace(new PlainStarts(engine: lab.engine)), 'web@1')

        then:
        thrown(Problem)
        def upper = lab.container('web').upper().get()
        def written = numbers(new String(lab.engine.host().read(upper.resolve('reopened'))))
        written.size() > 40
        countsUp(written)
        lab.onHost("ls -d ${upper}.cryo-*").out() == []
    }

    def "files that the engine never lets go of, for it died while it started the container, go back all the same"() {
        given: 'what such a daemon leaves: mounted before it counted its first start'
        start(Python.WRITER)
        def upper = lab.container('web').upper().get()
        def mount = lab.onHost('grep -m 1 "upperdir=$1," /proc/self/mountinfo', upper.text()).out()[0]
        def (place, options) = [mount.split(' ')[4], mount.split(' - overlay \\S+ ')[1]]
        lab.engine.kill(lab.container('web').id(), 'KILL')
        soon.eventually { assert !mounted(place) }
        assert lab.onHost('mkdir -p "$1" && mount -t overlay -o "$2" overlay "$1"', place, options).succeeded()
        lab.engine.start(lab.container('web').id())

        when:
        capture(lab.workspace(), 1)
        def first = rewind(lab.workspace(), 'web@1')
        def second = rewind(lab.workspace(), 'web@1')

        then:
        [first, second]*.receipt()*.holds() == [true, true]
        def now = lab.counted('web').size()
        soon.eventually { assert lab.counted('web').size() > now }

        and: 'memory and file are of one instant, and the engine finds mounted what it takes for mounted'
        def written = numbers(lab.inside('web', 'cat', '/reopened'))
        written.last() in (lab.counted('web').last() - 3)..(lab.counted('web').last() + 3)
        mounted(place)

        cleanup:
        lab.engine.kill(lab.container('web').id(), 'KILL')
        lab.onHost('umount "$1"', place)
    }

    private boolean mounted(String place) {
        lab.onHost('grep -qF " $1 " /proc/self/mountinfo', place).succeeded()
    }

    def "no process writes between its dump and its end: each goes on where its file stands"() {
        given: 'processes that count in memory and in files, without a pause'
        start('''
import os, time
ballast = os.urandom(1 << 20) * 16
for n in range(8):
    if os.fork() == 0:
        i = 0
        with open(f'/child{n}', 'a', buffering=1) as file:
            while True:
                i += 1
                file.write(f'{i}\\n')
                time.sleep(0.0002)
i = 0
while True:
    i += 1
    print(i, flush=True)
    time.sleep(0.05)
''')

        when:
        5.times { checkpointAndRestore() }

        then:
        (0..7).every { countsUp(numbers(lab.inside('web', 'cat', "/child$it"))) }
    }

    def "many restores in a row leave the engine's host as it was"() {
        given: 'a container that was restored once'
        start(Python.COUNTER)
        checkpointAndRestore()
        def before = lab.hostState()

        when:
        RESTORES.times { checkpointAndRestore() }

        then:
        lab.hostState() == before
        before.cryo() == []

        and: 'it counted on each time'
        countsUp(lab.counted('web'))
    }

    private void checkpointAndRestore() {
        lab.call('checkpoint', containers: 'web')
        assert restore(lab.workspace()).receipt().holds()
    }

    private static List<Integer> numbers(String text) {
        text.readLines()*.toInteger()
    }

    private static boolean countsUp(List<Integer> numbers) {
        numbers == (1..numbers.size()).toList()
    }

    private void start(String program) {
        lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', program]))
        soon.eventually { assert lab.counted('web').size() >= 3 }
    }

    private List<Made> capture(Workspace workspace, int times) {
        lab.call('capture', workspace, container: 'web', every: '300ms', times: times)
    }

    private Restored restore(Workspace workspace) {
        lab.call('restore', workspace, containers: 'web')[0]
    }

    private Restored rewind(Workspace workspace, String reference) {
        lab.call('rewind', workspace, container: 'web', checkpoint: reference)
    }

    /** An engine whose starts find no arm: somebody has taken it away just before. */
    static class PlainStarts implements Engine {
        @Delegate Engine engine

        @Override
        void start(ContainerId id) {
            assert onHost('rm -r "/run/cryo/$1/arm"', id).succeeded()
            engine.start(id)
        }

        protected onHost(String script, ContainerId id) {
            engine.host().run(new HostScript('sabotage', script), [id.text()])
        }
    }

    /** The same, and afterwards everything is as the runtime leaves it after a restore. */
    static class ForgedStarts extends PlainStarts {

        @Override
        void start(ContainerId id) {
            assert onHost('cp -r "/run/cryo/$1/arm" "/run/cryo/$1/forged"', id).succeeded()
            super.start(id)
            assert onHost('cd "/run/cryo/$1" && echo 1 > forged/tasks && mv forged restored', id).succeeded()
        }
    }
}
