package dev.cryo.timetravel

import dev.cryo.catalog.Workspace
import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Condition
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** Sixty-four checkpoints, at one of which something turned: a descriptor was opened, and a file was written. */
class BisectLabSpec extends Specification {

    static final CHECKPOINTS = 64
    static final FLIP = new Random().nextInt(CHECKPOINTS - 2) + 2 // the first bad one; the first of all is good

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def soon = new PollingConditions(timeout: 60, delay: 0.05)

    def setupSpec() {
        lab.run('web', 'while [ ! -e /flip ]; do sleep 0.01; done; exec 7</flip; echo turned > /turned; while true; do sleep 1; done')
        capture(FLIP - 1)
        lab.inside('web', 'touch', '/flip')
        new PollingConditions(timeout: 60, delay: 0.05).eventually { assert lab.inside('web', 'cat', '/turned') == 'turned\n' }
        capture(CHECKPOINTS - FLIP + 1)
    }

    private void capture(int times) {
        lab.call('capture', container: 'web', every: '1ms', times: times)
    }

    def "it is found in seven looks at most, by a condition over the images"() {
        given:
        def looked = []
        def condition = of { id ->
            looked << id
            opened(id)
        }

        when:
        def culprit = lab.call('bisect', container: 'web', good: '@1', bad: "@$CHECKPOINTS".toString(), condition: condition)

        then:
        [culprit.good().number(), culprit.bad().number()] == [FLIP - 1, FLIP]
        looked.size() <= 7
        looked.size() == culprit.looks()
        looked.toSet().size() == looked.size()
        culprit.among() == CHECKPOINTS
    }

    def "it is found by a command in throwaway clones, of which none is left"() {
        when:
        def outcome = console.type("cryo bisect web @1 @$CHECKPOINTS --exec 'test ! -e /turned'")

        then:
        outcome.out() == ["web@$FLIP".toString()]
        outcome.err().size() <= 7
        outcome.err().every { it ==~ /web@\d+ is (good|bad)/ }
        alone()
    }

    def "the pair between which a value changed is named, and nothing else"() {
        when:
        def outcome = console.type("cryo when-changed web 'it.process(1).descriptors*.number.contains(7)' --json")

        then:
        outcome.status() == 0
        def row = new groovy.json.JsonSlurper().parseText(outcome.only()) as Map
        row.before == "web@${FLIP - 1}"
        row.after == "web@$FLIP"
        [row.was, row.is] == ['false', 'true']
    }

    def "a script does the same with a series, and asks what is before and after"() {
        given:
        lab.folder.resolve('travel.groovy').toFile().text = '''
            def series = containers['web'].checkpoints
            int looks = 0
            def culprit = series.bisect { looks++; it.process(1).descriptors*.number.contains(7) }
            assert looks <= 7
            println culprit.number
            println series.before(culprit).number
            println series.after(series.before(culprit)) == culprit
            println series.whenChanged { it.process(1).descriptors*.number.contains(7) }.collect { [it.before.number, it.after.number] }
            println containers['web'].bisect(series[0], series[-1], exec: 'test ! -e /turned').number
            println containers['web'].bisect('@1', series[-1]) { it.process(1).descriptors*.number.contains(7) }.number
            println containers['web'].whenChanged { it.process(1).descriptors.size() }.size()
        '''

        when:
        def outcome = console.type("cryo travel.groovy")

        then:
        outcome.err().every { it ==~ /web@\d+ is (good|bad)/ }
        outcome.out() == ["$FLIP", "${FLIP - 1}", 'true', "[[${FLIP - 1}, $FLIP]]", "$FLIP", "$FLIP", '1']*.toString()
        alone()
    }

    def "an end that is not what it is called is told"() {
        when:
        lab.call('bisect', container: 'web', good: "@$good".toString(), bad: "@$bad".toString(), condition: of { opened(it) })

        then:
        def problem = thrown(Problem)
        problem.what() == what

        where:
        good        | bad         || what
        FLIP        | CHECKPOINTS || "'web@$FLIP' was to be good, and is bad"
        1           | FLIP - 1    || (FLIP == 2 ? 'there is nothing between a good one and a bad one' : "'web@${FLIP - 1}' was to be bad, and is good")
        CHECKPOINTS | 1           || "no way leads from web@$CHECKPOINTS to web@1"
    }

    def "a condition that fails says where, and a command that is not there is no answer"() {
        expect:
        def outcome = console.type("cryo bisect web @1 @$CHECKPOINTS $how")
        outcome.status() == status
        outcome.err().join('\n').contains(said)
        alone()

        where:
        how                    || status | said
        "'it.process(99)'"     || 1      | "has no process 99"
        "'it.process(1'"       || 2      | 'does not compile'
        '--exec nonsense'      || 1      | "'nonsense' cannot be run in web@"
        ''                     || 2      | 'bisect takes a condition in Groovy, or --exec'
        "--exec true 'true'"   || 2      | 'bisect takes a condition in Groovy, or --exec'
    }

    def "Ctrl-C in the middle of a clone's command leaves no clone behind"() {
        when:
        def process = hanging()
        sleep 300 // the command has begun by then, or is about to: either must do
        ['kill', '-INT', "${process.pid()}"].execute().waitFor()

        then:
        CommandLine.finish(process).status() == 130
        alone()
    }

    def "the clone of a Cryo that was killed is removed by the next one, which says so"() {
        given:
        def process = hanging()

        when:
        process.destroyForcibly().waitFor()

        then:
        throwaways().size() == 1

        when:
        def outcome = console.type("cryo bisect web @1 @$CHECKPOINTS --exec 'test ! -e /turned'")

        then:
        outcome.out() == ["web@$FLIP".toString()]
        outcome.err().any { it ==~ /removed 'cryo-throwaway-\w+', which a Cryo that died has left/ }
        alone()
    }

    private Process hanging() {
        def process = console.cryo('bisect', 'web', '@1', "@$CHECKPOINTS", '--exec', 'sleep 600')
        soon.eventually { assert throwaways().any { lab.engine.container(it).alive() } }
        process
    }

    private boolean opened(id) {
        lab.workspace().subjects().with { subjects ->
            def timeline = subjects.find(new ContainerName('web')).timeline().get()
            new ImagesOf(subjects).open(timeline.byId(id).get()).process(1).get().descriptors()*.number().contains(7)
        }
    }

    private List<ContainerName> throwaways() {
        lab.engine.containers(true)*.name().findAll { it.startsWith('cryo-throwaway-') }.collect { new ContainerName(it) }
    }

    private boolean alone() {
        lab.engine.containers(true)*.name() == ['web'] && !lab.store().resolve('throwaways').toFile().listFiles()*.list().flatten()
    }

    private static Condition of(Closure<?> words) {
        [value: words, holds: { words.call(it) as boolean }] as Condition
    }
}
