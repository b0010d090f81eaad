package dev.cryo.script

import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.ContainerName
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** The scripts in scripts/, as people call them. */
class ScriptsLabSpec extends Specification {

    static final IDLE = 'while :; do sleep 1; done'
    static final VISIT = 'echo x >> /visits; test $(wc -l </visits)'

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def soon = new PollingConditions(timeout: 60, delay: 0.05)

    def cleanup() {
        lab.removeContainers()
        lab.store().toFile().deleteDir()
    }

    def "rewind-loop: each run begins at the same checkpoint"() {
        given:
        lab.run('web', IDLE)

        when: 'a command that passes the first time only'
        def outcome = script("rewind-loop --times 3 web sh -c '$VISIT = 1'")

        then:
        outcome.status() == 0
        outcome.out().count { it ==~ /run \d passed after \d+ ms/ } == 3
        outcome.out().last() ==~ /pass: 3 of 3 passed, in \d+ to \d+ ms, each from web@1/

        when: 'one that is run beside the container, and fails the second time'
        outcome = script("rewind-loop --times 3 --from @1 --beside --output web sh -c 'echo x >> runs; echo run; test \$(wc -l <runs) != 2'")

        then:
        outcome.status() == 1
        outcome.out()[1] ==~ /run 2 failed with status 1 after \d+ ms/
        outcome.out()[2] == '    run'
        outcome.out().last().startsWith('flaky: 2 of 3 passed, ')
        checkpoints('web') == [1]
    }

    def "heisenbug: the checkpoint before the failure is kept, and it alone"() {
        given:
        lab.run('web', IDLE)

        when:
        def outcome = script("heisenbug --times 5 web sh -c '$VISIT -lt 3'")

        then:
        outcome.status() == 1
        outcome.out() == ["run 3 failed with status 1; 'rewind web @before-failure' goes back to before it".toString()]
        def kept = checkpoints('web')
        kept.size() == 1
        console.type('cryo timeline web').out().last() =~ /before-failure .* pinned/

        and: 'from there it fails each time'
        script("rewind-loop --times 2 --from @before-failure web sh -c '$VISIT -lt 3'").out().last().startsWith('fail: 0 of 2')

        and: 'another hunt does not take its name'
        def again = script('heisenbug web true')
        again.status() == 1
        again.err().any { it.contains("'web' has a checkpoint 'before-failure' already") }

        and: 'what never fails leaves nothing'
        script('heisenbug --label never --times 2 web true').out() == ['2 runs, and none of them failed']
        checkpoints('web') == kept
    }

    def "before-after: files, processes and the status of the command; undone when that is wished"() {
        given:
        lab.run('web', IDLE)

        when:
        def outcome = script("before-after --undo web sh -c 'echo hello > /etc/greeting; sleep 1000 & echo done; exit 3'")

        then:
        outcome.status() == 3
        outcome.out().first() == 'done'
        outcome.out().any { it ==~ '    /etc/greeting: \\(none\\) -> 6 bytes, 0644, 0:0' }
        outcome.out().contains('filesystem')
        outcome.out().last() == 'web is back at web@1'
        lab.inside('web', 'ls', '/etc/greeting').contains('No such file')
    }

    def "nightly-capture: all that run, old ones given up, and one that fails does not keep the others from being done"() {
        given:
        lab.run('web', IDLE)
        lab.run('bad', 'dd if=/dev/zero of=/g bs=1M count=3; exec 3</g; rm /g; echo ready; while :; do sleep 1; done')
        soon.eventually { assert lab.log('bad').contains('ready') }
        lab.call('checkpoint', containers: ['web'], leaveRunning: true, label: 'mine')

        when:
        def outcome = script('nightly-capture --keep 1')

        then:
        outcome.status() == 1
        outcome.out().any { it ==~ /web: nightly-[-0-9T.]+, .*/ }
        outcome.out().any { it.startsWith('bad: ') }
        checkpoints('web') == [1, 2]

        when:
        outcome = script('nightly-capture --keep 1 web')

        then:
        outcome.status() == 0
        outcome.out().last().endsWith('; given up: 2')
        checkpoints('web') == [1, 3]
    }

    def "warm-pool: clones go on from where the origin was ready, and are replaced when they are gone"() {
        given: 'a slow starter'
        lab.run('slow', 'sleep 1; n=0; while :; do n=$((n+1)); echo $n >/count; [ $n -lt 5 ] || touch /ready; sleep 0.1; done')

        when:
        def outcome = script("warm-pool --size 2 --ready 'test -e /ready' slow")

        then:
        outcome.status() == 0
        outcome.out().collect { it.takeBefore(' at ') } == ['slow-warm-1 is ready', 'slow-warm-2 is ready']
        (lab.inside('slow-warm-2', 'cat', '/count') as int) >= 5

        when: 'one is taken away, another one ends'
        lab.remove('slow-warm-1')
        lab.engine.kill(lab.container('slow-warm-2').id(), 'KILL')
        soon.eventually { assert !lab.container('slow-warm-2').alive() }
        outcome = script('warm-pool --size 3 slow')

        then:
        outcome.out().collect { it.takeBefore(' is ready') } == ['slow-warm-1', 'slow-warm-2', 'slow-warm-3']
        checkpoints('slow') == [1]

        and:
        script('warm-pool --size 3 slow').out() == []
        script('warm-pool --size 3 --down slow').out().size() == 3
        lab.engine.containers(true)*.name() == ['slow']
    }

    def "flight-recorder: the last checkpoints are kept and pinned, and what was seen is written down"() {
        given:
        lab.run('web', 'while true; do [ ! -e /bad ] || { echo ERROR; exec 7</etc/passwd; }; sleep 0.1; done')

        when:
        def recorder = console.start(['sh', '-c', line("flight-recorder --every 100ms --keep 2 --to seen web 'it.log =~ /ERROR/'")])
        soon.eventually { assert checkpoints('web').size() > 1 }
        lab.inside('web', 'touch', '/bad')
        def outcome = CommandLine.finish(recorder)

        then:
        outcome.status() == 0
        checkpoints('web').size() == 2
        console.type('cryo checkpoints web').out().count { it =~ /pinned/ } == 2
        def report = new File(lab.folder.toFile(), 'seen').listFiles().find { it.name.startsWith('web-') }
        new File(report, 'log.txt').text.contains('ERROR')
        new File(report, 'checkpoints.txt').readLines().size() == 2
        new File(report, 'changes.txt').text.contains('/etc/passwd')
    }

    private CommandLine.Outcome script(String words) {
        console.type(line(words))
    }

    private static String line(String words) {
        "cryo '${System.getProperty('cryo.checkout')}/scripts/${words.replaceFirst(' ', ".groovy' ")}"
    }

    private List<Integer> checkpoints(String name) {
        lab.workspace().subjects().find(new ContainerName(name)).timeline().map { it.checkpoints()*.number() }.orElse([])
    }
}
