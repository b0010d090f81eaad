package dev.cryo.timetravel

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Noting
import dev.cryo.testlab.Python
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** Steps back and forward on a timeline, and what is saved before them. */
class StepsLabSpec extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    def soon = new PollingConditions(timeout: 60, delay: 0.05)

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
    }

    def setup() {
        lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', Python.WRITER]))
        soon.eventually { assert lab.counted('web').size() > 2 }
    }

    def cleanup() {
        lab.removeContainers()
        lab.store().toFile().deleteDir()
    }

    def "back goes to the last checkpoint that was passed, then to the one before, and forward the other way"() {
        given:
        3.times { checkpoint() }

        expect: 'it ran on since the third'
        step('back') == 3
        step('back') == 2
        step('forward') == 3
        step('back', 2) == 1
        step('forward', 2) == 3
        step('back') == 2
        consistent()

        when: 'it goes elsewhere from there'
        checkpoint()
        step('back')

        then:
        position() == 4

        when:
        step('back')
        def notes = []
        lab.call('forward', lab.workspace(), new Noting(notes), container: 'web')

        then: 'the branch with the newest checkpoint is taken, and the other one is named'
        position() == 4
        notes.any { it == 'another branch leads to web@3' }
    }

    def "there is no step beyond the ends, and the container is left alone"() {
        given:
        checkpoint()
        def pid = lab.container('web').state().pid()

        when:
        lab.call(verb, container: 'web', steps: steps)

        then:
        def problem = thrown(Problem)
        problem.what() == "'web' cannot go $verb by $steps"
        problem.evidence() == [why]
        lab.container('web').state().pid() == pid

        where:
        verb      | steps || why
        'back'    | 2     || 'the oldest on its way is web@1, 1 back'
        'forward' | 1     || 'it stands at web@1, and no checkpoint was made from there'
    }

    def "--save keeps the last moment: forward comes back to it, with nothing lost in between"() {
        given:
        checkpoint()
        soon.eventually { assert lab.counted('web').size() > 10 }

        when:
        lab.call('back', container: 'web', save: true)
        def wentBackAt = lab.counted('web').size()
        def before = lab.counted('web').max()
        step('forward')
        soon.eventually { assert lab.counted('web').last() > before + 2 }

        then: 'after the highest number that it had come to, the next one follows'
        (before + 1) in lab.counted('web')
        lab.counted('web').count(before) == 1
        consistent()
        lab.workspace().subjects().find(new ContainerName('web')).timeline().get().checkpoints().size() == 2
    }

    private void checkpoint() {
        lab.call('checkpoint', containers: ['web'], leaveRunning: true)
        def seen = lab.counted('web').size()
        soon.eventually { assert lab.counted('web').size() > seen + 2 }
    }

    private int step(String verb, int steps = 1) {
        assert lab.call(verb, container: 'web', steps: steps).receipt().holds()
        position()
    }

    private int position() {
        lab.workspace().subjects().find(new ContainerName('web')).timeline().get().current().get().number()
    }

    /** Memory went on where the files did. */
    private boolean consistent() {
        ['/held', '/reopened'].every { file ->
            def numbers = lab.inside('web', 'cat', file).readLines()*.toInteger()
            numbers == (1..numbers.size()).toList()
        }
    }
}
