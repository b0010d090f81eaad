package dev.cryo.timetravel

import dev.cryo.catalog.Workspace
import dev.cryo.engine.Engine
import dev.cryo.engine.HostScript
import dev.cryo.engine.docker.DockerEngine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Noting
import dev.cryo.testlab.Witness
import dev.cryo.verb.ContainerId
import dev.cryo.verb.HostPath
import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit

/** A container that runs before its memory is there: it never reads zeros for a page that has not come. */
class LazyLabSpec extends Specification {

    static final KILLS = 20
    static final ONE = ['500', '1', '0']
    static final FORKING = ['80', '3', '1']

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared String programs = '/tmp/spec-summer'
    @Shared LabEngine.HostState before

    def soon = new PollingConditions(timeout: 60, delay: 0.05)

    def setupSpec() {
        def program = Witness.build(lab, 'timetravel/summer.c')
        lab.onHost("rm -rf --one-file-system $programs && mkdir $programs && cp /host$program $programs/summer")
    }

    def setup() {
        before = lab.hostState()
    }

    def cleanup() {
        lab.onHost('for page in $(pgrep -f "^criu lazy-pages"); do kill -KILL "$page"; done')
        lab.removeContainers()
    }

    def "#verb returns while pages still come, and every sum is right"() {
        given:
        start(ONE)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)

        when: 'the page process stands still when the container runs'
        def restored = null
        def held = met { Workspace w -> restored = act.call(w) }

        then:
        restored.receipt().holds()
        restored.note().get() ==~ /\d{4,6} pages still come.*/
        restored.receipt().compared().find { it.what() == 'sampled pages' }.detail() ==~ /\d+ of 32 equal, \d+ have not come yet/
        def said = lab.log('sum').size()

        when:
        held.goOn()

        then: 'the rest comes, and nothing is left'
        soon.eventually {
            assert lab.log('sum').size() > said + 10
            assert lab.hostState().cryo() == before.cryo()
        }
        noneWrong()
        lab.container('sum').alive()
        guards() == []

        where:
        verb      | act
        'rewind'  | { Workspace w -> rewind(w) }
        'restore' | { Workspace w ->
            lab.call('checkpoint', containers: 'sum')
            lab.call('restore', w, containers: 'sum', lazy: true)[0]
        }
    }

    def "the page process may be killed at any moment: #how processes never say a wrong sum"() {
        given:
        start(program)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)
        def random = new Random(7)
        def statuses = []

        when:
        KILLS.times {
            def held = met()
            if (it % 3 != 0) {
                held.goOn()
                sleep(random.nextInt(it % 3 == 1 ? 20 : 150))
            }
            held.kill()
            soon.eventually { assert guards() == [] && held.over() }
            def ended = lab.engine.host().exists(new HostPath("/run/cryo/${lab.container('sum').id()}/coming/ended"))
            if (ended) {
                soon.eventually { assert !lab.container('sum').alive() }
            }
            // One whose pages had all come goes on.
            assert lab.container('sum').alive() == !ended
            assert ended || it % 3 != 0
            statuses << lab.container('sum').state().exitStatus()
        }

        then:
        noneWrong()
        statuses.count(137) >= KILLS / 3
        statuses.every { it in [137, 0] }

        when: 'it is told, once, and kept'
        def notes = []
        def failure = lab.call([:], 'why', lab.workspace(), new Noting(notes))

        then:
        failure.why() == "'sum' was ended before all of its memory had come"
        failure.proof()*.text().any { it.endsWith('the page process failed: it was ended by signal 9') }

        and:
        lab.call('rewind', container: 'sum', checkpoint: '1').receipt().holds()
        lab.hostState().cryo() == before.cryo()

        where:
        how              | program
        'one of one'     | ONE
        'forking'        | FORKING
    }

    def "either guard may be killed, before or after the page process"() {
        given:
        start(FORKING)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)
        def held = met()

        when: 'the first, the second, and the first again'
        [0, 1, 0].each { which ->
            def pids = bothGuards()
            lab.onHost('kill -9 "$1"', pids[which])
            soon.eventually { assert guards().size() == 2 && !(pids[which] in guards()) && traced(held) }
        }

        then: 'the container goes on, and is guarded'
        lab.container('sum').alive()

        when:
        held.kill()

        then:
        soon.eventually { assert !lab.container('sum').alive() && guards() == [] }
        lab.container('sum').state().exitStatus() == 137
        noneWrong()
    }

    def "the sum would tell: without guards it is wrong"() {
        given:
        start(ONE)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)
        def held = met()

        when:
        // Stopped first, for one that is killed has a successor at once.
        assert lab.onHost('kill -STOP "$@" && kill -KILL "$@"', *bothGuards()).succeeded()
        held.kill()

        then: 'or the stack was among what reads as zeros, and it crashes'
        soon.eventually {
            assert lab.log('sum').any { it.startsWith('WRONG') } || lab.container('sum').state().exitStatus() == 139
        }

        cleanup:
        lab.onHost('rm -r /run/cryo/*/coming && rmdir /run/cryo/*')
    }

    def "a dump waits until all pages are in, or nobody waits any longer"() {
        given:
        start(ONE)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)
        def held = met()

        when: 'somebody gives up'
        def steps = []
        lab.call('checkpoint', containers: 'sum', leaveRunning: true, lab.workspace(), new Impatient(steps))

        then:
        def refusal = thrown(Problem)
        refusal.kind() == Problem.Kind.INTERRUPTED
        steps.any { it ==~ /waiting for the memory of sum: \d{4,6} pages still come/ }

        and: 'who goes past Cryo is refused'
        def direct = lab.onHost('''for root in /run/docker/runtime-*/*/"$1"; do
            mkdir /tmp/spec-dump && cryo-runtime --root "${root%/*}" checkpoint --leave-running --image-path /tmp/spec-dump "$1"
            status=$?; rm -r /tmp/spec-dump; exit $status; done''', lab.container('sum').id().text())
        !direct.succeeded()
        direct.err().any { it.contains('would be dumped as zeros') }

        when: 'others wait'
        def made = CompletableFuture.supplyAsync { lab.call('checkpoint', containers: 'sum', leaveRunning: true) }
        sleep(1000)

        then:
        !made.done

        when:
        held.goOn()
        made.get(60, TimeUnit.SECONDS)
        def restored = lab.call('rewind', container: 'sum', checkpoint: '2')

        then:
        restored.receipt().holds()
        def said = lab.log('sum').size()
        soon.eventually { assert lab.log('sum').size() > said + 5 }
        noneWrong()
    }

    def "rewinds in a row, each while the pages of the one before still come, leave nothing behind"() {
        given:
        start(FORKING)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)
        def held = []

        when:
        12.times {
            held << new Held(engine: lab.engine)
            assert rewind(lab.workspace(held.last())).receipt().holds()
        }
        held.last().goOn()
        def said = lab.log('sum').size()

        then:
        soon.eventually {
            assert lab.hostState().cryo() == before.cryo()
            assert !lab.hostState().mounts().any { it.contains('criu') }
            assert lab.log('sum').size() > said + 10
        }
        noneWrong()
        guards() == []
        lab.onHost('pgrep -f "^criu lazy-pages"').out() == []
    }

    def "the checkpoint may be removed while its pages come"() {
        given:
        start(ONE)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)
        def held = met()

        when:
        lab.call('rm-checkpoint', checkpoints: 'sum@1', force: true)
        lab.store().resolve('unpacked').toFile().deleteDir()
        held.goOn()
        def said = lab.log('sum').size()

        then:
        soon.eventually { assert held.over() && lab.log('sum').size() > said + 10 }
        lab.container('sum').alive()
        noneWrong()
    }

    def "one that is killed while its pages come leaves nothing behind, and is no failure"() {
        given:
        start(ONE)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)
        rewind(lab.workspace(new Held(engine: lab.engine)))

        when:
        lab.engine.kill(lab.container('sum').id(), 'KILL')

        then:
        soon.eventually {
            assert lab.hostState().cryo() == before.cryo()
            assert guards() == []
        }
        lab.onHost('pgrep -f "^criu lazy-pages"').out() == []
    }

    def "over the API alone it is the same, and what guards the pages stays when Cryo and its foothold have gone"() {
        given:
        start(ONE)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)

        when:
        def held = metFromAfar()

        then: 'nothing of Cryo runs there but the page process and its guards'
        lab.onHost('docker ps -aq').out().size() == 1
        guards().size() == 2
        traced(held)

        when: 'pages come'
        lab.onHost('kill -CONT "$1"', held.page)
        def said = lab.log('sum').size()

        then:
        soon.eventually {
            assert lab.log('sum').size() > said + 10
            assert lab.hostState().cryo() == before.cryo()
        }
        lab.container('sum').alive()

        when: 'the page process dies while some are missing'
        def dying = metFromAfar()
        lab.onHost('kill -KILL "$1"', dying.page)

        then:
        soon.eventually { assert !lab.container('sum').alive() && guards() == [] }
        lab.container('sum').state().exitStatus() == 137
        noneWrong()
        lab.onHost('ls -d /var/lib/cryo 2>/dev/null').out() == []
    }

    def "containers that were checkpointed together come back together, each with a page process and guards of its own"() {
        given:
        ['sum', 'other'].each { start(ONE, it) }
        lab.call('checkpoint', containers: ['sum', 'other'], together: true, leaveRunning: true)
        def held = new Held(engine: lab.engine)

        when: 'again where all pages of one had come before its page process was met'
        def announced = null
        for (int i = 0; i < 5 && !announced?.pieces?.every { it.note().present }; i++) {
            held.forget()
            announced = new Announced()
            lab.call('rewind', lab.workspace(held), announced, container: 'sum', checkpoint: '1', lazy: true, together: true)
        }

        then:
        announced.pieces*.name().toSet() == ['sum', 'other'].toSet()
        announced.pieces.every { it.receipt().holds() && it.note().get() ==~ /\d{4,6} pages still come.*/ }
        held.pages.toSet().size() == 2
        guards().size() == 4

        when: 'another checkpoint of both waits for both'
        def made = CompletableFuture.supplyAsync { bothCheckpointed() }
        sleep(500)
        lab.onHost('kill -CONT "$1"', held.pages[0])
        sleep(500)

        then:
        !made.done

        when:
        held.goOn()
        made.get(60, TimeUnit.SECONDS)
        def said = ['sum', 'other'].collectEntries { [it, lab.log(it).size()] }

        then:
        soon.eventually {
            assert said.every { name, lines -> lab.log(name).size() > lines + 10 }
            assert lab.hostState().cryo() == before.cryo()
        }
        ['sum', 'other'].each { noneWrong(it) }
        guards() == []
    }

    def "without what guards it, the option is refused before anything is stopped"() {
        given:
        start(ONE)
        lab.call('checkpoint', containers: 'sum', leaveRunning: true)
        def pid = lab.container('sum').state().pid()
        assert lab.onHost('mv "$(command -v perl)" /usr/bin/perl.away').succeeded()

        when:
        rewind(lab.workspace())

        then:
        def problem = thrown(Problem)
        problem.what().contains('cannot run before its memory is there')
        problem.evidence().any { it.contains('there is no perl') }
        lab.container('sum').state().pid() == pid
        lab.hostState().cryo() == before.cryo()

        cleanup:
        lab.onHost('mv /usr/bin/perl.away /usr/bin/perl')
    }

    private void start(List<String> program, String name = 'sum') {
        assert lab.commandLine().type("cryo run -d --name $name --network none -v $programs:/programs:ro busybox /programs/summer ${program.join(' ')}").status() == 0
        soon.eventually { assert lab.log(name).count('ready 0') == program[1].toInteger() }
    }

    /** Goes back until the page process was met while pages were missing, which a busy machine may be too late for. */
    private Held met(Closure<?> goBack = { Workspace w -> rewind(w) }) {
        for (tries in 1..10) {
            def held = new Held(engine: lab.engine)
            goBack.call(lab.workspace(held))
            if (!held.over()) {
                return held
            }
        }
        throw new IllegalStateException('ten times all pages had come before the page process was met')
    }

    /** The same by a Cryo that enters no namespaces of the host, and has gone since. */
    private Held metFromAfar() {
        for (tries in 1..10) {
            def far = DockerEngine.throughItsApi("unix://${lab.lab.socket()}".toString(), Optional.empty())
            def held = new Held(engine: far)
            def restored = rewind(lab.workspace(held))
            far.close()
            if (lab.engine.host().exists(new HostPath(held.mark))) {
                assert restored.receipt().holds()
                assert restored.note().get() ==~ /\d{4,6} pages still come.*/
                return held
            }
        }
        throw new IllegalStateException('ten times all pages had come before the page process was met')
    }

    private Restored rewind(Workspace workspace) {
        lab.call('rewind', workspace, container: 'sum', checkpoint: '1', lazy: true)
    }

    private bothCheckpointed() {
        try {
            lab.call('checkpoint', containers: ['sum', 'other'], together: true, leaveRunning: true)
        } catch (Problem e) {
            throw new IllegalStateException("${e.what()}: ${e.evidence().join(', ')}", e)
        }
    }

    private void noneWrong(String name = 'sum') {
        assert lab.log(name).findAll { it.startsWith('WRONG') } == []
    }

    /** The guards, the first of them first. */
    private List<String> guards() {
        lab.onHost('pgrep -f "^cryo-guard [^ ]* *$"; pgrep -f "^cryo-guard .* .second.$"; true').out()
    }

    /** The second one comes when the container runs already. */
    private List<String> bothGuards() {
        def pids = []
        soon.eventually {
            pids = guards()
            assert pids.size() == 2
        }
        pids
    }

    private boolean traced(Held held) {
        lab.onHost('sed -n "s/^TracerPid:[[:blank:]]*//p" "/proc/$1/status"', held.page).out() == guards().take(1)
    }

    /** An engine whose page processes are stopped when they have just begun to bring what the program asks for, or nobody has. */
    static class Held implements Engine {
        @Delegate Engine engine
        final List<String> pages = [].asSynchronized()
        String mark

        @Override
        void start(ContainerId id) {
            def catching = engine.host().start(new HostScript('catch', '''
                base=/run/cryo/$1 tries=0
                # copied LENGTH TIMES: whether pieces of this length were brought more often than that
                copied() { found=$(grep -cs "uffd_copy: 0x[0-9a-f]*/$1\$" "$base/work/lazy.log"); [ "${found:-0}" -gt "$2" ]; }
                # As long as the program asks for one page after the other, nothing else is brought.
                until copied '[0-9]\\{5,\\}' 0 || copied 4096 200 || [ $tries -gt 5000 ]; do
                  tries=$((tries + 1))
                  sleep 0.001
                done
                read -r page _ < "$base/server"
                kill -STOP "$page"
                echo "$page"
                echo "$base/coming/$(cat "$base/restoring/token" "$base/restored/token" 2>/dev/null)"'''), [id.text()])
            engine.start(id)
            pages << catching.line().get()
            mark = catching.line().get()
            catching.close()
        }

        String getPage() {
            pages.last()
        }

        void goOn() {
            onHost('kill -CONT "$@"', *pages)
        }

        /** Lets go of whom it has met. */
        void forget() {
            onHost('for page; do kill -CONT "$page"; done 2>/dev/null; true', *pages.findAll { it })
            pages.clear()
        }

        void kill() {
            onHost('kill -KILL "$1"', page)
        }

        boolean over() {
            !engine.host().exists(new HostPath(mark))
        }

        private onHost(String script, String... arguments) {
            engine.host().run(new HostScript('spec', script), arguments as List)
        }
    }

    /** Keeps what was announced. */
    static class Announced implements Watch {
        @Delegate private final Watch nobody = NOBODY
        final List<Restored> pieces = []

        @Override
        void done(Watch.Finished piece) {
            pieces << (Restored) piece
        }
    }

    /** Gives up as soon as it is told to wait. */
    static class Impatient implements Watch {
        @Delegate private final Watch nobody = NOBODY
        private final List<String> steps

        Impatient(List<String> steps) {
            this.steps = steps
        }

        @Override
        void step(String what) {
            steps << what
        }

        @Override
        void stopIfCancelled() {
            if (steps.any { it.startsWith('waiting for the memory') }) {
                throw Problem.interrupted()
            }
        }
    }
}
