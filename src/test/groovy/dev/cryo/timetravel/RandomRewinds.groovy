package dev.cryo.timetravel

import dev.cryo.catalog.Workspace
import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** Rewinds to checkpoints drawn at random, over branches that begin on the way: memory, files and log are of one instant. */
abstract class RandomRewinds extends Specification {

    static final CAPTURES = 10
    /** After so many rewinds the next checkpoint begins a branch. */
    static final BRANCHING = 5

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared Workspace workspace = lab.workspace()
    @Shared random = new Random()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    abstract int getRewinds()

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
    }

    def "memory and files agree after each of many rewinds to any checkpoint of any branch"() {
        given: 'a program that counts in memory and writes each number to two files'
        lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', Python.WRITER]))
        soon.eventually { assert lab.counted('web').size() >= 3 }

        when: 'it is captured while it runs'
        List<Made> made = lab.call('capture', workspace, container: 'web', every: '300ms', times: CAPTURES)

        then:
        made*.number() == (1..CAPTURES).toList()
        lab.container('web').alive()

        when: 'it is taken back and forth'
        def wrong = (1..rewinds).collect {
            if (it % BRANCHING == 0) {
                made += lab.call('checkpoint', workspace, containers: ['web'], leaveRunning: true)
            }
            faultOfRewind(made[random.nextInt(made.size())])
        }.findAll()

        then:
        wrong == []

        and: 'the timeline has branched'
        def timeline = workspace.subjects().find(new ContainerName('web')).timeline().get()
        timeline.checkpoints().size() == CAPTURES + rewinds.intdiv(BRANCHING)
        timeline.checkpoints().findAll { it.parent().present }.countBy { it.parent().get() }.values().any { it > 1 }
    }

    /** Rewinds to a checkpoint; what is not as it should be then, or null. */
    protected String faultOfRewind(Made checkpoint) {
        def stoodAt = numberIn(checkpoint)
        def before = lab.counted('web').last()
        Restored restored = lab.call('rewind', workspace, container: 'web', checkpoint: "web@${checkpoint.number()}")
        if (!restored.receipt().holds()) {
            return "rewind to ${checkpoint.number()}: ${restored.receipt()}"
        }
        def wentOnAt = numberAfterTheLastJump()
        // Taken to the very number it had come to, it goes on without a jump.
        boolean withoutJump = before <= stoodAt && wentOnAt <= before && lab.counted('web').last() > stoodAt
        if (!(wentOnAt in [stoodAt, stoodAt + 1]) && !withoutJump) {
            return "rewind to ${checkpoint.number()}, which stood at $stoodAt, went on at $wentOnAt"
        }
        def gaps = ['/held', '/reopened'].findAll { !countsUp(numbers(lab.inside('web', 'cat', it))) }
        gaps ? "rewind to ${checkpoint.number()}: ${gaps.join(' and ')} did not go on where memory did" : null
    }

    /** The log goes on over a rewind: where it does not count by one, the container was taken back. */
    protected int numberAfterTheLastJump() {
        def last = lab.counted('web').last()
        soon.eventually { assert lab.counted('web').size() >= 3 && lab.counted('web').last() != last }
        def numbers = lab.counted('web')
        numbers[(1..<numbers.size()).findAll { numbers[it] != numbers[it - 1] + 1 }.max()]
    }

    /** The last number in the files of a checkpoint. */
    protected int numberIn(Made made) {
        def subjects = workspace.subjects()
        def timeline = subjects.find(new ContainerName('web')).timeline().get()
        subjects.store().unpack(timeline.byId(made.checkpoint()).get()).withCloseable { kept ->
            numbers(['tar', '-xOf', kept.filesystem().toString(), './reopened'].execute().text).last()
        }
    }

    protected static List<Integer> numbers(String text) {
        text.readLines()*.toInteger()
    }

    protected static boolean countsUp(List<Integer> numbers) {
        numbers == (1..numbers.size()).toList()
    }
}
