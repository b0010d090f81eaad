package dev.cryo.script

import dev.cryo.verb.Problem
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** What a script runs where Cryo runs. */
class LocalCommandSpec extends Specification {

    def soon = new PollingConditions(timeout: 30, delay: 0.02)

    def "status, both outputs, and truth"() {
        when:
        def ended = LocalCommand.run(['sh', '-c', 'echo out; echo err >&2; exit 3'])

        then:
        [ended.status, ended.out, ended.err] == [3, 'out\n', 'err\n']
        !ended
        LocalCommand.run(['true'])
        "$ended" == 'out\nerr\n'

        when:
        ended.orFail()

        then:
        def problem = thrown(Problem)
        problem.what() == "'sh -c echo out; echo err >&2; exit 3' ended with status 3"
        problem.evidence() == ['err']
    }

    def "much on both outputs at once does not block it"() {
        expect:
        LocalCommand.run(['sh', '-c', 'head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero']).with { out.length() + err.length() } == 2_000_000
    }

    def "it reads nothing of what is typed"() {
        expect:
        LocalCommand.run(['cat']).out == ''
    }

    def "a program that is not there is named"() {
        when:
        LocalCommand.run(['no-such-program'])

        then:
        def problem = thrown(Problem)
        problem.what() == "'no-such-program' cannot be run here"
    }

    def "an interrupted script ends it, and what it started"() {
        given:
        def mark = "60.${new Random().nextInt(1_000_000)}"
        def thread = Thread.ofPlatform().start {
            try {
                LocalCommand.run(['sh', '-c', "sleep $mark; true".toString()])
            } catch (InterruptedException ignored) {
            }
        }
        soon.eventually { assert running(mark) == 2 }

        when:
        thread.interrupt()

        then:
        soon.eventually { assert running(mark) == 0 && !thread.alive }
    }

    private static long running(String mark) {
        ProcessHandle.current().descendants().filter { it.info().commandLine().orElse('').contains(mark) }.count()
    }
}
