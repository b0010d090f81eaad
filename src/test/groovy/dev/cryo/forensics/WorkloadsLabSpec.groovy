package dev.cryo.forensics

import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Problem
import org.opentest4j.TestAbortedException
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files
import java.nio.file.Path

/**
 * Real programs as evidence: what Cryo says of their checkpoints is what /proc said just before, and what crit says of every
 * image. In an engine with user namespaces, for some change users.
 */
class WorkloadsLabSpec extends Specification {

    static final POSTGRES = '''
        PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
        mkdir -p /db /run/postgresql
        chown postgres /db /run/postgresql
        as_postgres='setpriv --reuid=postgres --regid=postgres --init-groups'
        $as_postgres initdb -D /db -A trust --no-sync --wal-segsize=1 > /dev/null
        exec $as_postgres postgres -D /db'''

    @Shared @AutoCleanup LabEngine lab = LabEngine.upWithUserNamespaces()

    def soon = new PollingConditions(timeout: 90, delay: 0.2)

    def cleanup() {
        lab.removeContainers()
        lab.onHost('rm -rf --one-file-system /tmp/for-crit')
    }

    def "#what: what is asked of its checkpoint is what /proc said"() {
        given:
        if (packages) {
            lab.needImage(image, *packages)
        }
        assert lab.onHost("docker run -d --name work $image \"\$@\"", *command).succeeded()
        soon.eventually { assert ready(seen()) }

        when:
        def before = seen()
        lab.call('checkpoint', containers: 'work', leaveRunning: true)

        then: 'what is asked is what /proc said; decode says what crit says, and encode makes the same bytes of it'
        def answers = new ProgramAnswers(lab.&call)
        answers.agreeWithProc('work@1', before)
        def images = exported()
        def shown = shownByCrit(images)
        answers.agreeWithCrit(images, Files.createTempDirectory(lab.folder, 'again'), shown)

        cleanup: 'the repository keeps those of most'
        if (Boolean.getBoolean('programs.update') && image in ProgramFixture.NAMES) {
            ProgramFixture.write(image, images, before, lab.&call,
                    Files.createTempDirectory(lab.folder, 'fixture'), shown)
        }

        where:
        what         | image        | packages                      | command
        'busybox'    | 'busybox'    | []                            | ['sh', '-c', 'exec 5>/open; while true; do sleep 1000; done']
        'Python'     | 'python'     | ['python3-minimal']           | ['python3', '-c', 'import os, time; f = open("/open", "w"); os.fork(); time.sleep(100000)']
        'Redis'      | 'redis'      | ['redis-server']              | ['redis-server', '--appendonly', 'yes']
        'nginx'      | 'nginx'      | ['nginx-light', 'apache2-utils'] | ['nginx', '-g', 'daemon off;']
        'PostgreSQL' | 'postgresql' | ['postgresql']                | ['sh', '-c', POSTGRES]
        'a JVM'      | 'jvm'        | ['openjdk-21-jre-headless']   | ['java', '-Xmx64m', '-m', 'jdk.httpserver', '-b', '127.0.0.1']
    }

    private List<String> seen() {
        lab.onHost(ProgramAnswers.PROC, lab.container('work').state().pid() as String).out()
    }

    private List<String> last = []

    /** It has come so far that nothing changes any more. */
    private boolean ready(List<String> now) {
        def settled = now == last
        last = now
        if (!settled) {
            sleep(1500)
        }
        settled && !now.empty
    }

    private Path exported() {
        def folder = Files.createTempDirectory(lab.folder, 'images').resolve('of')
        lab.call('export', checkpoint: 'work@1', folder: folder)
        folder
    }

    private Closure<String> shownByCrit(Path images) {
        try {
            lab.needImage('crit', 'python3-pycriu')
        } catch (Problem e) {
            throw new TestAbortedException("no image with crit can be made here: ${e.evidence()}")
        }
        lab.onHost("rm -rf --one-file-system /tmp/for-crit && mkdir /tmp/for-crit && cp /host$images/* /tmp/for-crit && chmod -R a+rwX /tmp/for-crit")
        def names = ProgramAnswers.forCrit(images)
        def said = lab.onHost("docker run --rm -v /tmp/for-crit:/images crit sh -c 'cd /images && for f in ${names.join(' ')}; do crit show \$f >\$f.shown || exit 1; done'")
        assert said.succeeded(): said.err().join('\n')
        return { String name -> lab.onHost("cat /tmp/for-crit/${name}.shown").out().join('\n') }
    }
}
