package dev.cryo.keeping

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.timetravel.Restored
import dev.cryo.verb.ImageName
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.util.concurrent.TimeUnit

/**
 * kill -9 of Cryo at random moments of a capture: each checkpoint that was announced is there and whole, none is there
 * by half, and one prune removes all that the dead have left.
 */
abstract class KilledCapture extends Specification {

    static final CAPTURE = ['capture', 'web', '--every', '50ms', '--times', '6'] as String[]

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()
    @Shared random = new Random()

    def soon = new PollingConditions(timeout: 60, delay: 0.2)

    abstract int getRounds()

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
    }

    def "what a capture has announced is there, whole, whenever it was killed"() {
        given: 'how long one takes'
        lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', Python.WRITER]))
        soon.eventually { assert lab.counted('web').size() >= 3 }
        def began = System.nanoTime()
        assert CommandLine.finish(console.cryo(CAPTURE)).status() == 0
        def usual = (System.nanoTime() - began).intdiv(1_000_000)

        when:
        def seen = (1..rounds).collect { killed(random.nextInt((int) usual)) }

        then: 'not all of them came before the first checkpoint, or after the last'
        rounds < 10 || seen.toSet().size() > 2

        when: 'one prune'
        lab.call('prune', yes: true)

        then: 'nothing is left of the dead, and the next has nothing to do'
        remains() == []
        lab.call('prune', yes: true).tidied() == []

        and: 'every checkpoint can be gone back to: the oldest, and the newest'
        [1, checkpoints().last().number()].every {
            Restored back = lab.call('rewind', container: 'web', checkpoint: "web@$it")
            back.receipt().holds()
        }
    }

    /** Kills a capture after so long, and checks what is there then; how many checkpoints it had announced. */
    protected int killed(int millis) {
        def before = checkpoints().size()
        def cryo = console.cryo(CAPTURE)
        def out = new ByteArrayOutputStream()
        def reader = cryo.consumeProcessOutputStream(out)
        Thread.sleep(millis)
        cryo.destroyForcibly()
        assert cryo.waitFor(60, TimeUnit.SECONDS)
        reader.join()
        def announced = out.toString().readLines().size()
        soon.eventually { assert lab.hostState().cryo() == [] }
        def made = checkpoints().size() - before
        assert made in [announced, announced + 1]
        assert checkpoints()*.number() == (1..before + made).toList()
        // The store opened anew: nothing of this process's memory vouches for it.
        lab.call('verify', all: true).each { assert it.state().name() == 'WHOLE': "after $millis ms: ${it.line()}" }
        def last = lab.counted('web').last()
        soon.eventually { assert lab.counted('web').last() > last }
        announced
    }

    protected List checkpoints() {
        lab.call('checkpoints', container: 'web')
    }

    /** What a store in order does not have. */
    protected List<String> remains() {
        def found = []
        lab.store().toFile().eachFileRecurse { file ->
            if (file.name =~ /^\.(draft|gone)-|\.new$/) {
                found << file.path
            }
        }
        found
    }
}
