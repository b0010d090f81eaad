package dev.cryo.timetravel

import dev.cryo.engine.Container
import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.util.concurrent.TimeUnit

/**
 * kill -9, at random moments, of Cryo and of what works for it on the engine's host: the container is where the verb
 * would have brought it, or as before; it never stands frozen, no later start restores by surprise, and nothing is left.
 */
abstract class KillContract extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()
    @Shared random = new Random()

    def soon = new PollingConditions(timeout: 60, delay: 0.2)

    /** What came of the attempts to kill something on the host: it was "killed", it was "gone" by then, or it was "missed". */
    List<String> met = []

    /** The longest that is waited before a kill, in milliseconds: less after each that came too late. */
    int patience = 300

    /** How often each is killed. */
    abstract int getRounds()

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
    }

    def setup() {
        lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', Python.COUNTER]))
        counts()
    }

    def cleanup() {
        lab.removeContainers()
        lab.onHost('rm -rf /run/cryo')
    }

    def "Cryo is killed while it restores"() {
        expect:
        everyRound {
            checkpoint(false)
            usualMillis('restore', 'web')
            def stoodAt = lab.counted('web').last()
            killCryo('restore', 'web')
            settled()
            restoredOrAsBefore(stoodAt)
        }
    }

    def "Cryo is killed while it takes a checkpoint and leaves the container running"() {
        expect:
        everyRound {
            killCryo('checkpoint', '--leave-running', 'web')
            settled()
            goesOnWithoutGap()
            storeIsWhole()
        }
    }

    def "Cryo is killed while it takes a checkpoint and stops the container"() {
        expect:
        everyRound {
            killCryo('checkpoint', 'web')
            settled()
            if (lab.container('web').alive()) {
                goesOnWithoutGap()
            } else {
                def stoodAt = lab.counted('web').last()
                assert restore()
                goesOnFrom(stoodAt)
            }
            storeIsWhole()
        }
    }

    def "the page process is killed during a restore"() {
        expect:
        everyRound {
            checkpoint(false)
            def stoodAt = lab.counted('web').last()
            def status = whileKilling('criu', 'lazy-pages', 'restore', 'web')
            settled()
            assert lab.container('web').alive() == (status == 0)
            restoredOrAsBefore(stoodAt)
        }
    }

    def "CRIU is killed during a restore"() {
        expect:
        everyRound {
            checkpoint(false)
            def stoodAt = lab.counted('web').last()
            def status = whileKilling('criu', 'swrk', 'restore', 'web')
            settled()
            assert lab.container('web').alive() == (status == 0)
            restoredOrAsBefore(stoodAt)
        }
    }

    def "#victim is killed during a dump"() {
        expect:
        everyRound {
            def status = whileKilling(program, words, 'checkpoint', '--leave-running', 'web')
            settled()
            assert status in [0, 1]
            goesOnWithoutGap()
            storeIsWhole()
        }

        where:
        victim       | program | words
        'CRIU'       | 'criu'  | 'swrk'
        'runc'       | 'runc'  | 'checkpoint'
        'the script' | 'sh'    | 'freeze.sh'
    }

    /**
     * Works again and again, each time on the container as the last round has left it; a round that came too late for
     * what it was to kill does not count, for a while.
     */
    protected void everyRound(Closure<?> work) {
        def round = 0
        while (round < rounds || (met && met.count('killed') < rounds && round < 4 * rounds)) {
            round++
            try {
                work.call()
            } catch (AssertionError | Problem e) {
                throw new AssertionError("in round $round: ${e.message}", e)
            }
        }
        assert met.isEmpty() || 'killed' in met
    }

    /** Starts Cryo and kills it at some moment of its work, or just after. */
    protected void killCryo(String... words) {
        def millis = random.nextInt((int) usualMillis(words))
        def cryo = console.cryo(words)
        Thread.sleep(millis)
        cryo.destroyForcibly()
        assert cryo.waitFor(60, TimeUnit.SECONDS)
    }

    @Shared Map<List<String>, Long> usual = [:]

    /** How long that takes when nobody is killed; measured once, on a container that is then as before. */
    protected long usualMillis(String... words) {
        usual.computeIfAbsent(words as List) {
            def began = System.nanoTime()
            assert CommandLine.finish(console.cryo(words)).status() == 0
            def millis = (System.nanoTime() - began).intdiv(1_000_000)
            if ('restore' in words) {
                checkpoint(false)
            } else if (!('--leave-running' in words)) {
                assert restore()
            }
            millis
        }
    }

    /** Runs Cryo, and kills a process of its on the host a moment after that has come. */
    protected int whileKilling(String program, String words, String... cryo) {
        def running = console.cryo(cryo)
        def killed = lab.onHost(KILL, program, words, Math.min(random.nextInt(patience), random.nextInt(patience)) as String)
        def outcome = CommandLine.finish(running)
        met.addAll(killed.out() ?: ['missed'])
        if (met.last() == 'gone') {
            patience = Math.max(1, patience.intdiv(2))
        }
        outcome.status()
    }

    static final KILL = '''
        tries=0
        while [ $tries -lt 1000 ]; do
          tries=$((tries + 1))
          for process in /proc/[0-9]*; do
            read -r name 2>/dev/null < "$process/comm" && [ "$name" = "$1" ] || continue
            case $(tr '\\0' ' ' 2>/dev/null < "$process/cmdline") in
              *tries=0*) ;;
              *"$2"*)
                sleep "0.$(printf %03d "$3")"
                if kill -9 "${process#/proc/}" 2>/dev/null; then echo killed; else echo gone; fi
                exit
                ;;
            esac
          done
          sleep 0.003
        done'''

    /** Nobody works for the dead Cryo any more. */
    protected void settled() {
        soon.eventually { assert lab.hostState().cryo() == [] }
        def frozen = lab.container('web').alive() && lab.frozen('web')
        assert !frozen
        assert lab.container('web').state().status() in [Container.Status.RUNNING, Container.Status.EXITED]
    }

    protected void restoredOrAsBefore(int stoodAt) {
        if (lab.container('web').alive()) {
            goesOnFrom(stoodAt)
        } else {
            assert lab.counted('web').last() == stoodAt
            startsAnew()
        }
    }

    /** A later plain start is a start; the counter in memory shows it. */
    protected void startsAnew() {
        def before = lab.counted('web').size()
        lab.engine.start(lab.container('web').id())
        soon.eventually { assert lab.counted('web').size() > before }
        assert lab.counted('web')[before] == 1
    }

    protected void goesOnFrom(int stoodAt) {
        soon.eventually { assert lab.counted('web').last() > stoodAt + 2 }
        goesOnWithoutGap()
    }

    /** It counts, and since it was last started anew no number is missing or there twice. */
    protected void goesOnWithoutGap() {
        counts()
        def numbers = lab.counted('web')
        def run = numbers.drop(numbers.lastIndexOf(1))
        assert run == (1..run.size()).toList()
    }

    protected void counts() {
        def size = lab.counted('web').size()
        soon.eventually { assert lab.counted('web').size() > size + 1 }
    }

    protected void storeIsWhole() {
        def before = checkpoints()
        checkpoint(true)
        def after = checkpoints()
        assert after.size() == before.size() + 1
        assert after*.number() == (1..after.size()).toList()
        def drafts = []
        lab.store().toFile().eachDirRecurse { if (it.name.startsWith('.draft-')) { drafts << it.name } }
        assert drafts == []
    }

    protected List<CheckpointsVerb.Row> checkpoints() {
        lab.call('checkpoints', container: lab.container('web').id().text())
    }

    protected void checkpoint(boolean leaveRunning) {
        lab.call('checkpoint', containers: 'web', leaveRunning: leaveRunning)
    }

    protected boolean restore() {
        lab.call('restore', containers: 'web')
        lab.container('web').alive()
    }
}
