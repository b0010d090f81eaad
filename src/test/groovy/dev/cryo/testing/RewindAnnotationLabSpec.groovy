package dev.cryo.testing

import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Problem
import org.junit.platform.engine.discovery.DiscoverySelectors
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder
import org.junit.platform.launcher.core.LauncherFactory
import org.junit.platform.launcher.listeners.SummaryGeneratingListener
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions
import spock.util.environment.RestoreSystemProperties

/** Suites whose tests find two containers as they were seeded, whatever the test before has done. */
@RestoreSystemProperties
class RewindAnnotationLabSpec extends Specification {

    /** Its state is in a file, and in memory: it counts signals, and tells how many came. */
    static final STATEFUL = '''
        n=0
        trap 'n=$((n+1))' USR1
        trap 'echo "$n signals" > /told' USR2
        echo seeded > /state
        while true; do sleep 0.05; done'''

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    def setup() {
        System.setProperty('cryo.testlab.ends', 'false') // the end of a suite inside is not the end of all
        System.setProperty('cryo.host', "unix://${lab.lab.socket()}")
        System.setProperty('cryo.store', lab.store().toString())
        ['db', 'cache'].each { lab.run(it, STATEFUL) }
        ['db', 'cache'].each { name ->
            new PollingConditions(timeout: 60, delay: 0.05).eventually { assert lab.inside(name, 'cat', '/state') == 'seeded\n' }
        }
        TimeMachine.open().withCloseable { cryo ->
            ['db', 'cache'].each {
                assert !cryo.container(it).has('seeded')
                cryo.container(it).checkpoint('seeded')
                assert cryo.container(it).has('seeded')
            }
            lab.inside('db', 'sh', '-c', 'echo later > /state')
            cryo.container('db').checkpoint('later')
        }
    }

    def cleanup() {
        lab.removeContainers()
    }

    def "each test of #suite.simpleName finds what was seeded"() {
        when:
        def summary = run(suite)

        then:
        summary.failures*.testIdentifier*.displayName == failing
        summary.testsSucceededCount == succeeding

        where:
        suite            || succeeding | failing
        SpoilingSample   || 5          | ['thatFails()']
        SpoilingFeatures || 5          | [] // the three iterations count as one more
    }

    def "a checkpoint that is not there fails the test, and says what is"() {
        when:
        TimeMachine.open().withCloseable { it.container('db').rewind('nonsense') }

        then:
        def problem = thrown(Problem)
        problem.evidence().join().contains('db@seeded')
    }

    private static run(Class<?> suite) {
        def request = LauncherDiscoveryRequestBuilder.request().selectors(DiscoverySelectors.selectClass(suite)).build()
        def listener = new SummaryGeneratingListener()
        LauncherFactory.create().execute(request, listener)
        listener.summary
    }
}
