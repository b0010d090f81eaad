package dev.cryo.timetravel

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.CommandLine
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import spock.util.concurrent.PollingConditions

/** A slice of {@link RecordLongSpec}, and how a recording ends. */
class RecordLabSpec extends Recorded {

    /** Counts, and says ERROR from the signal on: no command can run in what is frozen again and again. */
    static final UNTIL_TOLD = '''
        trap 'bad=yes' USR1
        i=0
        while true; do i=$((i+1)); echo "line $i"; [ -z "$bad" ] || echo ERROR; sleep 0.1; done'''

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    @Override
    int getCrashes() {
        Integer.getInteger('cryo.rounds', 3)
    }

    def "it ends when the condition holds, keeps the last ones, and one of that moment"() {
        given:
        lab.run('web', UNTIL_TOLD)
        def console = lab.commandLine()

        when:
        def recording = console.cryo('record', 'web', '--every', '400ms', '--keep', '3', 'it.log =~ /ERROR/')
        soon.eventually { assert numbers().any { it > 3 } }
        tell()
        def outcome = CommandLine.finish(recording)

        then:
        outcome.status() == 0
        numbers().size() == 3
        outcome.out() == ["web@${numbers().last()}".toString()]
        lab.container('web').alive()

        and: 'the last one was taken after it, the one before had not seen it'
        console.type("cryo search web@${numbers()[-1]} ERROR").out().size() > 0

        when: 'another one begins: what was printed before it does not count'
        def again = console.type("cryo record web --every 300ms --keep 2 'it.log.contains(\"line 1\\n\") || it.descriptors > 100 || it.log =~ /ERROR/'")

        then:
        again.status() == 0
    }

    def "what its user has pinned or labelled is not given up"() {
        given:
        lab.run('web', 'while true; do sleep 1; done')
        def workspace = lab.workspace()
        def notes = []

        when:
        int made = 0
        def condition = [value: {}, holds: {
            made++
            if (made == 2) {
                workspace.catalog().find('label').get() // opened
                lab.call('label', checkpoint: "web@1", label: 'mine')
            }
            made == 7
        }] as dev.cryo.verb.Condition
        def recording = lab.call('record', container: 'web', every: '1ms', keep: 2, condition: condition)

        then:
        recording.kept()*.number() == [6, 7]
        numbers() == [1, 6, 7]
    }

    def "Ctrl-C ends it, and what was kept is told"() {
        given:
        lab.run('web', 'while true; do sleep 1; done')
        def process = lab.commandLine().cryo('record', 'web', '--every', '300ms', '--keep', '2')

        when:
        soon.eventually { assert numbers().any { it > 3 } }
        ['kill', '-INT', "${process.pid()}"].execute().waitFor()
        def outcome = CommandLine.finish(process)

        then:
        outcome.status() == 130
        outcome.err().any { it ==~ /the recording ended; 2 checkpoints are kept, web@\d+ to web@\d+/ }
        numbers().size() == 2
        lab.container('web').alive()
    }

    def "capture --until ends when the condition holds, with a checkpoint of that moment"() {
        given:
        lab.run('web', UNTIL_TOLD)

        when:
        def capture = lab.commandLine().cryo('capture', 'web', '--every', '200ms', '--label', 'on-the-way', '--until', 'it.log =~ /ERROR/')
        soon.eventually { assert numbers().size() > 1 }
        tell()
        def outcome = CommandLine.finish(capture)

        then:
        outcome.status() == 0
        outcome.out().size() == numbers().size()

        when: 'it is never true, and the number is bounded'
        def bounded = lab.call('capture', container: 'web', every: '1ms', times: 2,
                until: [value: {}, holds: { false }] as dev.cryo.verb.Condition)

        then:
        bounded.size() == 2
    }

    def "a moment has the processes, memory and descriptors that /proc has"() {
        given:
        lab.run('web', 'exec 5</etc/passwd; sleep 1000 & sleep 2000 & wait')
        soon.eventually {
            assert new Moment(lab.engine, lab.container('web'), java.time.Instant.EPOCH).processes*.command().sort() == ['sh', 'sleep', 'sleep']
        }

        when:
        def moment = new Moment(lab.engine, lab.container('web'), java.time.Instant.EPOCH)
        def first = moment.processes.find { it.pid() == 1 }

        then:
        moment.processes*.command().sort() == ['sh', 'sleep', 'sleep']
        moment.processes*.pid().toSet().size() == 3
        first.descriptors() == lab.onHost('ls "/proc/$1/fd" | wc -l', lab.container('web').state().pid() as String).out()[0].trim().toInteger()
        first.resident().bytes() / 1024 == lab.onHost('sed -n "s/^VmRSS:[^0-9]*\\([0-9]*\\).*/\\1/p" "/proc/$1/status"', lab.container('web').state().pid() as String).out()[0].toLong()
        moment.memory.bytes() == moment.processes*.resident()*.bytes().sum()

        when:
        lab.engine.kill(lab.container('web').id(), 'KILL')
        lab.engine.awaitExit(lab.container('web').id())
        def after = new Moment(lab.engine, lab.container('web'), java.time.Instant.EPOCH)

        then:
        !after.running
        after.processes == []
        after.memory.bytes() == 0
    }

    private void tell() {
        lab.engine.kill(lab.container('web').id(), 'USR1')
    }

    private List<Integer> numbers() {
        lab.workspace().subjects().find(new ContainerName('web')).timeline().map { it.checkpoints()*.number() }.orElse([])
    }
}
