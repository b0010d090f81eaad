package dev.cryo.script

import dev.cryo.catalog.Interruption
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.ContainerName
import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.util.concurrent.CompletableFuture

/** What lies in scripts/ and examples/, on the real engine. */
class ScriptsLabSpec extends Specification {

    static final IDLE = 'while :; do sleep 1; done'
    static final VISIT = 'echo x >> /visits; test $(wc -l </visits)'

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    def soon = new PollingConditions(timeout: 60, delay: 0.05)

    def cleanup() {
        lab.removeContainers()
        lab.store().toFile().deleteDir()
    }

    def "rewind-loop: each run begins at the same checkpoint"() {
        given:
        lab.run('web', IDLE)

        when: 'a command that passes the first time only'
        def ran = script('rewind-loop', '--times', '3', 'web', 'sh', '-c', "$VISIT = 1")

        then:
        ran.status() == 0
        ran.out().count { it ==~ /run \d passed after \d+ ms/ } == 3
        ran.out().last() ==~ /pass: 3 of 3 passed, in \d+ to \d+ ms, each from web@1/

        when: 'one that is run beside the container, and fails the second time'
        def runs = lab.folder.resolve('runs')
        ran = script('rewind-loop', '--times', '3', '--from', '@1', '--beside', '--output', 'web',
                'sh', '-c', "echo x >> $runs; echo said; test \$(wc -l <$runs) != 2")

        then:
        ran.status() == 1
        ran.out()[1] ==~ /run 2 failed with status 1 after \d+ ms/
        ran.out()[2] == '    said'
        ran.out().last().startsWith('flaky: 2 of 3 passed, ')
        checkpoints('web')*.number() == [1]
    }

    def "heisenbug: the checkpoint before the failure is kept, and it alone"() {
        given:
        lab.run('web', IDLE)

        when:
        def ran = script('heisenbug', '--times', '5', 'web', 'sh', '-c', "$VISIT -lt 3")

        then:
        ran.status() == 1
        ran.out() == ["run 3 failed with status 1; 'rewind web @before-failure' goes back to before it"]
        def kept = checkpoints('web')
        kept*.label()*.get()*.text() == ['before-failure']
        kept[0].remarks().pinned()

        and: 'from there it fails each time'
        script('rewind-loop', '--times', '2', '--from', '@before-failure', 'web', 'sh', '-c', "$VISIT -lt 3").out().last().startsWith('fail: 0 of 2')

        and: 'another hunt does not take its name'
        script('heisenbug', 'web', 'true').problem() == "'web' has a checkpoint 'before-failure' already"

        and: 'what never fails leaves nothing'
        script('heisenbug', '--label', 'never', '--times', '2', 'web', 'true').out() == ['2 runs, and none of them failed']
        checkpoints('web') == kept
    }

    def "before-after: files, processes and the status of the command; undone when that is wished"() {
        given:
        lab.run('web', IDLE)

        when:
        def ran = script('before-after', '--undo', 'web', 'sh', '-c', 'echo hello > /etc/greeting; echo done; exit 3')

        then:
        ran.status() == 3
        ran.out().first() == 'done'
        ran.out().contains('filesystem')
        ran.out().contains('    /etc/greeting: (none) -> 6 bytes, 0644, 0:0')
        ran.out().last() == 'web is back at web@1'
        lab.inside('web', 'ls', '/etc/greeting').contains('No such file')
    }

    def "nightly-capture: all that run, old ones given up, and one that fails does not keep the others from being done"() {
        given:
        lab.run('web', IDLE)
        lab.run('bad', "dd if=/dev/zero of=/g bs=1M count=3; exec 3</g; rm /g; echo ready; $IDLE")
        soon.eventually { assert lab.log('bad').contains('ready') }
        lab.call('checkpoint', containers: ['web'], leaveRunning: true, label: 'mine')

        when:
        def ran = script('nightly-capture', '--keep', '1')

        then:
        ran.status() == 1
        ran.out().any { it ==~ /web: nightly-[-0-9T.]+, .*/ }
        ran.out().any { it.startsWith('bad: ') }
        checkpoints('web')*.number() == [1, 2]

        when:
        ran = script('nightly-capture', '--keep', '1', 'web')

        then:
        ran.status() == 0
        ran.out().last().endsWith('; given up: 2')
        checkpoints('web')*.number() == [1, 3]
    }

    def "warm-pool: clones go on from where the origin was ready, and are replaced when they are gone"() {
        given: 'a slow starter'
        lab.run('slow', 'sleep 1; n=0; while :; do n=$((n+1)); echo $n >/count; [ $n -lt 5 ] || touch /ready; sleep 0.1; done')

        when:
        def ran = script('warm-pool', '--size', '2', '--ready', 'test -e /ready', 'slow')

        then:
        ran.status() == 0
        ran.out().collect { it.takeBefore(' at ') } == ['slow-warm-1 is ready', 'slow-warm-2 is ready']
        (lab.inside('slow-warm-2', 'cat', '/count') as int) >= 5

        when: 'one is taken away, another one ends'
        lab.remove('slow-warm-1')
        lab.engine.kill(lab.container('slow-warm-2').id(), 'KILL')
        soon.eventually { assert !lab.container('slow-warm-2').alive() }
        ran = script('warm-pool', '--size', '3', 'slow')

        then:
        ran.out().collect { it.takeBefore(' is ready') } == ['slow-warm-1', 'slow-warm-2', 'slow-warm-3']
        checkpoints('slow').size() == 1

        and:
        script('warm-pool', '--size', '3', 'slow').out() == []
        script('warm-pool', '--size', '3', '--down', 'slow').out().size() == 3
        lab.engine.containers(true)*.name() == ['slow']
    }

    def "flight-recorder: the last checkpoints are kept and pinned, and what was seen is written down"() {
        given:
        lab.run('web', 'while true; do [ ! -e /bad ] || { echo ERROR; exec 7</etc/passwd; }; sleep 0.1; done')
        def seen = lab.folder.resolve('seen')

        when:
        def recording = CompletableFuture.supplyAsync {
            script('flight-recorder', '--every', '100ms', '--keep', '2', '--to', "$seen", 'web', 'it.log =~ /ERROR/')
        }
        soon.eventually { assert checkpoints('web').size() > 1 }
        // What comes into a container that is just being frozen may fail.
        soon.eventually { assert lab.inside('web', 'sh', '-c', 'touch /bad && echo there').contains('there') }
        def ran = recording.join()

        then:
        ran.status() == 0
        checkpoints('web')*.remarks()*.pinned() == [true, true]
        def report = seen.toFile().listFiles().find { it.name.startsWith('web-') }
        ran.out().last().endsWith("see $report")
        new File(report, 'log.txt').text.contains('ERROR')
        new File(report, 'checkpoints.txt').readLines().size() == 2
        new File(report, 'changes.txt').text.contains('/etc/passwd')
    }

    def "examples/#example"() {
        when:
        def ran = script("../examples/$example")

        then:
        ran.status() == 0
        ran.out().join('\n') ==~ said
        lab.engine.containers(true) == []

        where:
        example    | said
        'what-if'  | /future-1: bet 1 at \d+\nfuture-2: bet 2 at \d+/
        'culprit'  | /it leaks from web@[2-8] on, after web@[1-7]:\n(?s).*7: \/etc\/passwd.*/
        'undo'     | /echo 12 > .price: kept, the price is 12\necho oops > .price: taken back, the price is 12\nrm .price: taken back, the price is 12/
        'growth'   | /(?s)(#* \d.*\n)+.*/
    }

    /** How a script ended: its status, what it printed, and the problem that it ended with. */
    private record Ran(int status, List<String> out, String problem) {}

    /** Runs a script in this process: a warm one, as the prompt would be. */
    private Ran script(String... words) {
        def file = new File(System.getProperty('cryo.checkout'), "scripts/${words[0]}.groovy").canonicalFile
        def printed = new ByteArrayOutputStream()
        def workspace = lab.workspace()
        def interruption = new Interruption()
        def verbs = new VerbCall(workspace.catalog(), workspace.subjects(), workspace.types(), Watch.NOBODY, interruption)
        def session = new GroovySession(verbs, workspace.subjects(), interruption, new PrintStream(printed, true, 'UTF-8'))
        int status = 0
        def problem = ''
        try {
            session.run(new ScriptSource(file.name, file.text), words.drop(1) as List)
        } catch (ScriptExit exit) {
            status = exit.status()
        } catch (Problem failure) {
            status = failure.kind().exitStatus()
            problem = failure.what()
        }
        new Ran(status, printed.toString('UTF-8').readLines(), problem)
    }

    private List checkpoints(String name) {
        lab.workspace().subjects().find(new ContainerName(name)).timeline().map { it.checkpoints() }.orElse([])
    }
}
