package dev.cryo.timetravel

import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import groovy.json.JsonSlurper
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/**
 * An engine on cgroup v2, as most hosts have it. Other specifications run on what the machine has; all of them can be run on v2
 * by {@code -Dcryo.testlab.cgroup2=true}.
 */
class CgroupV2LabSpec extends Specification {

    static final COUNTER = 'i=0; while true; do i=$((i+1)); echo $i; echo $i >> /count; sleep 0.05; done'

    @Shared @AutoCleanup LabEngine lab = LabEngine.upWithCgroup2()
    @Shared CommandLine console = lab.commandLine()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
        lab.onHost('rm -rf /run/cryo')
    }

    def "doctor says so"() {
        expect:
        new JsonSlurper().parseText('[' + console.type('cryo --json doctor').out().join(',') + ']')
                .find { it.about == 'cgroup' }.with { [it.verdict, it.detail] } == ['fine', 'version 2']
    }

    def "a container comes back, goes back and is cloned, and leaves the host as it was"() {
        given:
        count()
        lab.call('checkpoint', containers: 'web', leaveRunning: true, label: 'early')
        lab.call('checkpoint', containers: 'web')
        assert lab.call('restore', containers: 'web')[0].receipt().holds()
        def before = lab.hostState()

        expect:
        3.times {
            def stood = lab.counted('web').size()
            assert lab.call('rewind', container: 'web', checkpoint: 'early').receipt().holds()
            soon.eventually { assert lab.counted('web').size() > stood + 3 }
            def numbers = lab.inside('web', 'cat', '/count').readLines()*.toInteger()
            assert numbers == (1..numbers.size()).toList()
        }
        lab.hostState() == before

        when:
        lab.call('clone', checkpoint: 'web@early', name: 'twin')

        then:
        soon.eventually { assert lab.counted('twin').size() > 3 }
    }

    def "one of many processes, which stands for a while, is dumped whole"() {
        given:
        lab.run('web', 'for i in $(seq 80); do sleep 1000 & done; ' + COUNTER)
        soon.eventually { assert lab.counted('web').size() > 3 }

        when:
        def made = lab.call('checkpoint', containers: 'web', leaveRunning: true)[0]
        lab.onHost('docker kill web')

        then:
        made.freeze().get().toMillis() > 200
        lab.call('restore', containers: 'web')[0].receipt().holds()
    }

    def "one with a stopped process is dumped, which cgroup v1 does not let CRIU do, and it is stopped still when it comes back"() {
        given:
        lab.run('web', 'sleep 1000 & sleep 0.3; kill -STOP $!; ' + COUNTER)
        soon.eventually { assert lab.counted('web').size() > 3 }

        when:
        lab.call('checkpoint', containers: 'web')
        def restored = lab.call('restore', containers: 'web')[0]

        then:
        restored.receipt().holds()
        stoppedInside() == ['sleep']
    }

    private List<String> stoppedInside() {
        lab.inside('web', 'sh', '-c', 'for p in /proc/[0-9]*; do grep -q "^State:.*T" $p/status && cat $p/comm; done').readLines()
    }

    def "one that its user has paused is dumped, and stands as before"() {
        given:
        count()
        lab.onHost('docker pause web')

        when:
        lab.call('checkpoint', containers: 'web', leaveRunning: true)

        then:
        lab.frozen('web')

        when:
        lab.onHost('docker unpause web')
        def stood = lab.counted('web').last()

        then:
        soon.eventually { assert lab.counted('web').last() > stood + 3 }
    }

    def "one that is killed #millis ms after it was frozen is gone at once, and nothing is left"() {
        given:
        count()
        def cryo = console.cryo('checkpoint', 'web')

        when:
        def removed = lab.onHost('''
            until [ -e "/run/cryo/$1/frozen" ]; do sleep 0.005; done
            sleep "$2"
            docker rm -f "$1"''', lab.container('web').id().text(), (millis / 1000) as String)
        def outcome = CommandLine.finish(cryo)

        then:
        removed.succeeded()
        outcome.status() in [0, 1]
        soon.eventually { assert lab.hostState().cryo() == [] }

        where:
        millis << [0, 10, 20, 40, 80]
    }

    def "Cryo is killed #millis ms after it began: the container does not stand frozen"() {
        given:
        count()
        def cryo = console.cryo('checkpoint', '--leave-running', 'web')
        lab.onHost('until [ -e "/run/cryo/$1/frozen" ]; do sleep 0.005; done; sleep "$2"', lab.container('web').id().text(), (millis / 1000) as String)

        when:
        cryo.destroyForcibly().waitFor()
        def stood = lab.counted('web').last()

        then:
        soon.eventually { assert lab.counted('web').last() > stood + 3 }
        !lab.frozen('web')
        soon.eventually { assert lab.hostState().cryo() == [] }

        where:
        millis << [0, 50, 100]
    }

    private void count() {
        lab.run('web', COUNTER)
        soon.eventually { assert lab.counted('web').size() > 3 }
    }
}
