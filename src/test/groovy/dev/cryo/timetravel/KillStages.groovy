package dev.cryo.timetravel

import dev.cryo.engine.Container
import dev.cryo.engine.ContainerSpec
import dev.cryo.engine.HostScript
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.testlab.Stage
import dev.cryo.testlab.Supervisor
import dev.cryo.testlab.Victim
import dev.cryo.verb.ImageName
import dev.cryo.verb.Watch
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.time.Duration
import java.util.concurrent.CompletableFuture

import static dev.cryo.testlab.Stage.*
import static dev.cryo.testlab.Victim.*

/**
 * kill -9 of each that works for a verb, at each stage of it that can be seen from outside. Whatever is killed: the
 * container does not stand frozen, the checkpoints that were announced are whole, the next command says what is and
 * mends it, a later plain start is a plain start, and nothing is left.
 */
abstract class KillStages extends Specification {

    static final Map<Stage, List<Victim>> CHECKPOINT = [
            (BEFORE) : [CRYO, SHIM, CONTAINERD, DOCKERD, HOST],
            (FROZEN) : [CRYO, FREEZE, SHIM, CONTAINERD, DOCKERD, HOST],
            (DUMPING): [CRYO, CRIU, RUNC, FREEZE, SHIM, CONTAINERD, DOCKERD, HOST],
            (HELD)   : [CRYO, FREEZE, SHIM, CONTAINERD, DOCKERD, HOST],
            (STORED) : [CRYO, FREEZE, SHIM, DOCKERD, HOST],
            (STOPPED): [CRYO, DOCKERD, HOST],
    ]
    static final Map<Stage, List<Victim>> CAPTURE = [
            (BETWEEN)       : [CRYO, SHIM, CONTAINERD, DOCKERD, HOST],
            (SECOND_FROZEN) : [CRYO, FREEZE, SHIM, DOCKERD, HOST],
            (SECOND_DUMPING): [CRYO, CRIU, RUNC, FREEZE, SHIM, CONTAINERD, DOCKERD, HOST],
            (SECOND_THAWED) : [CRYO, SHIM, DOCKERD, HOST],
    ]
    static final Map<Stage, List<Victim>> RESTORE = [
            (ARMED)    : [CRYO, PAGE_PROCESS, ARM, CONTAINERD, DOCKERD, HOST],
            (RESTORING): [CRYO, CRIU, RUNC, PAGE_PROCESS, ARM, SHIM, CONTAINERD, DOCKERD, HOST],
            (PAGES)    : [CRYO, RUNTIME, PAGE_PROCESS, ARM, SHIM, CONTAINERD, DOCKERD, HOST],
            (RESTORED) : [CRYO, ARM, SHIM, CONTAINERD, DOCKERD, HOST],
    ]
    static final Map<Stage, List<Victim>> REWIND = [
            (UNPACKING): [CRYO, SHIM, DOCKERD, HOST],
            (ENDED)    : [CRYO, DOCKERD, HOST],
            (SWAPPED)  : [CRYO, CONTAINERD, DOCKERD, HOST],
            (KEEPING)  : [CRYO, SHIM, DOCKERD, HOST],
    ] + RESTORE

    static final Map<String, Map<Stage, List<Victim>>> VERBS =
            [checkpoint: CHECKPOINT, capture: CAPTURE, restore: RESTORE, rewind: REWIND]

    static final Map<String, List<String>> LINES = [
            checkpoint: ['checkpoint', 'web'],
            capture   : ['capture', 'web', '--every', '300ms', '--times', '3'],
            restore   : ['restore', 'web'],
            rewind    : ['rewind', 'web', 'web@1'],
    ]

    /** A brief stage may be over before it is seen; then it is tried again. */
    private static final int TRIES = 8

    private static final String OVER = '/run/cryo-spec-over'

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared @AutoCleanup Supervisor supervisor = new Supervisor(lab)
    @Shared CommandLine console = lab.commandLine()
    @Shared List<Row> rows = []

    def soon = new PollingConditions(timeout: 90, delay: 0.2)

    /** A line of the table. */
    record Row(String verb, String stage, String victim, String said, String container, String next) {}

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
    }

    def cleanup() {
        if (!lab.lab.up) {
            lab.risen()
        }
        lab.removeContainers()
        lab.onHost('rm -rf --one-file-system /run/cryo')
    }

    /** Does the verb, kills the victim at the stage, and sees what came of it. */
    protected void survives(String verb, Stage stage, Victim victim) {
        def outcome = underFire(verb, stage, victim)
        // Whoever calls learns that it failed, but for one that is killed himself, and for what did not need the dead.
        assert outcome.status() in (victim == CRYO ? [137] : [0, 1])
        if (outcome.status() == 1) {
            assert outcome.err().count { it.startsWith('cryo: ') } == 1
            assert !outcome.err().join('\n').contains('defect in Cryo')
        }

        def down = victim == HOST ? nothingThere() : ''
        if (victim == HOST) {
            lab.risen()
        }
        awaitEngine()
        down += vanished()
        soon.eventually { assert left() == [] }
        def container = lab.container('web')
        assert container.state().status() in [Container.Status.RUNNING, Container.Status.EXITED]
        assert !container.alive() || !lab.frozen('web')
        if (outcome.status() == 0) {
            assert container.alive() == (verb != 'checkpoint') || victim in [SHIM, CONTAINERD, DOCKERD]
        }

        def now = told(container)
        def next = goOn(container.alive())
        assert lab.onHost('find "$1" -type c', lab.container('web').upper().get().text()).out() == []: 'its image has lost files'
        announcedAreWhole(outcome)
        startsAnew()
        rows << new Row(verb, stage.name(), victim.name(), said(outcome), now, (down + next).toString())
    }

    private CommandLine.Outcome underFire(String verb, Stage stage, Victim victim) {
        for (int i = 0; i < TRIES; i++) {
            begin(verb)
            def container = lab.container('web')
            lab.onHost("rm -f $OVER")
            def watcher = lab.engine.host().start(
                    new HostScript('watcher', WATCH),
                    [container.id().text(), container.state().pid() as String, container.upper().get().text(),
                     "/host${timeline()}".toString(), checkpoints().size() as String, stage.seen(), victim.comm(),
                     victim.words().replace('$id', container.id().text()), OVER])
            def cryo = console.cryo(LINES[verb] as String[])
            def ended = CompletableFuture.supplyAsync { CommandLine.finish(cryo) }
            // Whoever is gone with the host cannot say that it has killed.
            def over = ended.whenComplete { a, b ->
                if (lab.lab.up) {
                    lab.onHost("touch $OVER")
                }
            }
            def seen = watcher.line()
            if (seen.orElse('') == 'seen' && victim.outside) {
                if (victim == CRYO) {
                    cryo.destroyForcibly()
                } else {
                    ProcessHandle.of(lab.lab.initPid()).get().destroyForcibly()
                }
            }
            def killed = victim.outside ? seen.orElse('missed') : watcher.line().orElse('missed')
            def outcome = ended.get()
            over.get()
            watcher.close()
            if (killed == 'killed' || (killed == 'seen' && !(victim == CRYO && outcome.status() != 137))) {
                return outcome
            }
            lab.removeContainers()
        }
        throw new AssertionError("'$stage.name' of $verb was never met, or $victim not there then" as Object)
    }

    /** A container as the verb needs it. */
    private void begin(String verb) {
        lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', Python.HEAVY_WRITER]))
        counts(3)
        if (verb != 'capture') {
            lab.call('checkpoint', containers: 'web', leaveRunning: verb != 'restore')
        }
        if (verb == 'rewind') {
            // What a rewind takes away, and keeps: enough of it to be met at that.
            lab.inside('web', 'dd', 'if=/dev/urandom', 'of=/big', 'bs=1M', 'count=40')
            counts(lab.counted('web').size() + 5)
        }
    }

    private void counts(int numbers) {
        soon.eventually { assert lab.counted('web').size() >= numbers }
    }

    /** What a user sees of an engine that is not there. */
    private String nothingThere() {
        def outcome = console.type('cryo ps')
        assert outcome.status() == 1
        assert outcome.err().count { it.startsWith('cryo: ') } == 1
        "`ps`: ${outcome.err()[0] - 'cryo: '}; `lab up`, then "
    }

    private void awaitEngine() {
        soon.eventually {
            assert lab.lab.up
            assert lab.onHost('docker version | grep -q "^ containerd:"').succeeded()
            lab.container('web')
        }
    }

    /**
     * An end that dockerd has missed, for containerd was away: Cryo says so, and that dockerd must be restarted. An
     * ordinary one it hears of in a moment.
     */
    private String vanished() {
        for (int i = 0; i < 20; i++) {
            def container = lab.container('web')
            if (!container.alive() || lab.onHost('[ -d "/proc/$1" ]', container.state().pid() as String).succeeded()) {
                return ''
            }
            Thread.sleep(200)
        }
        def outcome = console.type('cryo checkpoint --leave-running web')
        assert outcome.status() == 1
        assert outcome.err()[0] == "cryo: the engine takes 'web' for running, but its process has ended"
        supervisor.restartDaemon()
        soon.eventually { assert !lab.container('web').alive() }
        awaitEngine()
        "`checkpoint web`: ${outcome.err()[0] - 'cryo: '}; dockerd restarted, then "
    }

    /** What works for nobody any more, on the host. */
    private List<String> left() {
        def state = lab.hostState()
        state.cryo() + state.tmp().findAll { it.startsWith('.criu') } +
                state.mounts().findAll { it.contains('.criu.') } +
                state.processes().findAll { it ==~ /(criu|runc) .*/ || it =~ /(freeze|arm|filesystem)\.sh [0-9a-f\/]/ }
    }

    private String told(Container container) {
        def row = lab.call('ps', all: true).find { it.name() == 'web' }
        container.alive() ? "runs${lab.counted('web').count(1) > 1 ? ', begun anew' : ''}" : row.status()
    }

    /** The next command, which mends what there is to be mended, and what it says on the way. */
    private String goOn(boolean alive) {
        def (verb, given, line) = alive ? ['checkpoint', [containers: 'web', leaveRunning: true], 'checkpoint --leave-running web']
                : checkpoints() ? ['restore', [containers: 'web'], 'restore web']
                : ['start', [containers: 'web'], 'start web']
        def listener = new Listener()
        lab.call(given, verb, lab.workspace(), listener)
        assert lab.container('web').alive()
        counts(lab.counted('web').size() + 2)
        def upper = lab.container('web').upper().get()
        assert lab.onHost("ls -d ${upper}.cryo-*").out() == []
        "`$line`: ${listener.notes ? listener.notes.join('; ') : 'done'}"
    }

    private static class Listener implements Watch {
        @Delegate(interfaces = false, excludes = ['note']) private final Watch nobody = Watch.NOBODY
        final List<String> notes = []

        @Override
        void note(String line) {
            notes << line
        }
    }

    /** Every checkpoint is there whole; the newest brings memory and file of one instant. */
    private void announcedAreWhole(CommandLine.Outcome outcome) {
        def all = checkpoints()
        assert all*.number() == all.indices.collect { it + 1 }
        if (outcome.status() == 0) {
            assert all
        }
        if (all) {
            def before = lab.counted('web').size()
            def receipt = lab.call('rewind', container: 'web', checkpoint: "web@${all.last().number()}".toString()).receipt()
            assert receipt.holds()
            counts(before + 3)
            def written = lab.inside('web', 'cat', '/written').readLines()*.toInteger()
            assert written == (1..written.size()).toList()
        }
        def drafts = []
        lab.store().toFile().eachDirRecurse { if (it.name.startsWith('.draft-')) { drafts << it.name } }
        assert drafts == []
    }

    /** A later plain start is one; the counter in memory shows it. */
    private void startsAnew() {
        def id = lab.container('web').id()
        lab.engine.stop(id, Duration.ZERO)
        def before = lab.counted('web').size()
        lab.engine.start(id)
        soon.eventually { assert lab.counted('web').size() > before }
        assert lab.counted('web')[before] == 1
    }

    private static String said(CommandLine.Outcome outcome) {
        switch (outcome.status()) {
            case 137: return '(killed)'
            case 0: return 'done'
            default:
                def from = outcome.err().findIndexOf { it.startsWith('cryo: ') }
                return outcome.err().drop(from).join('; ') - 'cryo: '
        }
    }

    private List<CheckpointsVerb.Row> checkpoints() {
        lab.call('checkpoints', container: lab.container('web').id().text())
    }

    private String timeline() {
        lab.store().resolve('timelines').resolve(lab.engine.info().id()).resolve(lab.container('web').id().text())
    }
}
