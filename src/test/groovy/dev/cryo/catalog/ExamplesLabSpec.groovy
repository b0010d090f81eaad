package dev.cryo.catalog

import dev.cryo.shell.Invocation
import dev.cryo.shell.Session
import dev.cryo.shell.Streams
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Usage
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

/** The examples in the help of every verb, typed as they stand there. Those of the lab are typed in its own specification. */
class ExamplesLabSpec extends Specification {

    static final SERVING = 'i=0; while true; do i=$((i+1)); echo $i; sleep 0.1; done'
    static final SERVICE = "sh -c '$SERVING'"

    /** A checkpoint that fails: of a container with a deleted file that is too big. */
    static final FAILED = [
            'cryo rm -f web',
            "cryo run -d --name web busybox sh -c 'dd if=/dev/zero of=/g bs=1M count=3; exec 3</g; rm /g; echo ready; sleep 1000'",
            'until cryo logs web | grep -q ready; do sleep 0.1; done',
            '! cryo checkpoint web']

    /** A checkpoint that is there. */
    static final KEPT = ['cryo checkpoint --leave-running --label first web']

    static final TWO = ["printf '%s\\n' 'checkpoint --leave-running web' 'checkpoint --leave-running web' | cryo"]

    /** A container in which something turns between two checkpoints: a file comes, and two descriptors are opened. */
    static final TURNING = [
            'cryo rm -f web',
            "cryo run -d --name web busybox sh -c 'until [ -e /broken ]; do sleep 0.1; done; exec 7</broken 8</broken; echo turned; while :; do sleep 1; done'",
            'cryo checkpoint --leave-running --label first web',
            'cryo checkpoint --leave-running web',
            'cryo exec web touch /broken',
            'until cryo logs web | grep -q turned; do sleep 0.1; done',
            'cryo checkpoint --leave-running web',
            'cryo checkpoint --leave-running --label last web']

    static final RULES = ['echo \'rule Path { strings: $path = "PATH=" condition: $path }\' >rules.yar']

    /** A checkpoint of a JVM. */
    static final JVM = [
            'cryo run -d --name app jdk java -Xmx64m -m jdk.httpserver -b 127.0.0.1',
            'until cryo logs app | grep -q Serving; do sleep 0.2; done',
            'cryo checkpoint --leave-running app']

    /** What must have happened before an example makes sense. */
    static final BEFORE = [
            'restore web'                                 : ['cryo checkpoint web'],
            'restore --force=true --image-dir=images twin': [
                    'cryo checkpoint --leave-running --image-dir=images web', "cryo create --name twin busybox $SERVICE"],
            'rewind web web@before-deploy'                : ['cryo checkpoint --leave-running --label before-deploy web'],
            'checkpoint --together --leave-running web db': ["cryo run -d --name db busybox $SERVICE"],
            'rewind web ~1 --save'                        : TWO,
            'back web'                                    : TWO,
            'back web 2'                                  : TWO,
            'forward web'                                 : TWO + ['cryo back web 2'],
            'clone web@before-deploy --name web-2'        : ['cryo checkpoint --leave-running --label before-deploy web'],
            'clone web@1 --name web --count 3'            : KEPT,
            'bisect web @first @last \'it.process(1).descriptors.size() > 4\'': TURNING,
            'bisect web @first @last --exec \'test ! -e /broken\'': TURNING,
            'when-changed web \'it.processes.size()\''  : TWO,
            'jhsdb app@1 1 jstack'                        : JVM,
            'encode core-1.json core-1.img'               : ['cryo decode images/core-1.img >core-1.json'],
            'label web@1 before-deploy'                   : KEPT,
            'label web@first --remove'                    : KEPT,
            "note web@first 'the last one before the customer called'": KEPT,
            'note web@first --remove'                     : KEPT,
            'pin web@first'                               : KEPT,
            'pin --undo web@first'                        : KEPT,
            'rm-checkpoint web@first'                     : KEPT,
            'rm-checkpoint --force web@first'             : KEPT + ['cryo pin web@first'],
            'verify'                                      : KEPT,
            'verify web@first'                            : KEPT,
            'prune web --keep-last 10 --dry-run'          : KEPT,
            'prune --max-size 20g --keep-labelled --yes'  : KEPT,
            'prune --keep-last 3 --keep-hourly 24 --keep-daily 7 --keep-labelled --yes': KEPT,
            'timeline'                                    : KEPT,
            'timeline web'                                : KEPT,
            'plot web memory'                             : TWO,
            'plot web descriptors --width 40'             : TWO,
            'export web@first images'                     : KEPT,
            'export --filesystem web@first images'        : KEPT,
            'start web'                                   : ['cryo stop --time 0s web'],
            'yara rules.yar web@1'                        : RULES,
            'yara --command sh --permissions w rules.yar web@1': RULES,
            'why'                                         : FAILED,
            'why web'                                     : FAILED,
    ]

    /** The lines in front of an example of a verb that only means something where other lines follow. */
    static final IN_FRONT = [
            'use'                          : ['use web'],
            'watch --times 2 timeline web' : ['checkpoint --leave-running web'],
            'load session.cryo'            : ['ps', 'save session.cryo'],
            'edit'                         : ['ps'],
    ]

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()
    @Shared boolean gathered

    /** Evidence needs a checkpoint, and 'diff' a second. */
    static final EVIDENCE =
            "printf '%s\\n' 'checkpoint --leave-running web' 'checkpoint --leave-running --image-dir=images web' | cryo"

    def setupSpec() {
        lab.needImage('jdk', 'openjdk-21-jdk-headless')
    }

    def cleanup() {
        new File(lab.folder.toFile(), 'found').deleteDir()
        ['core.1', 'web.core', 'core-1.json', 'core-1.img', 'rules.yar'].each { new File(lab.folder.toFile(), it).delete() }
    }

    def "cryo #example"() {
        given: 'questions change nothing that they are put to: all are put to the same evidence'
        isEvidence(example) ? needEvidence() : startAnew()
        BEFORE.getOrDefault(example, []).each { assert typed(it.toString()) }

        when:
        def outcome = console.type("cryo $example")

        then:
        outcome.status() == 0

        where:
        example << examples()
    }

    def "examples/rewind-loop.groovy rewinds thirty times, and memory and file agree each time"() {
        given:
        startAnew()

        when:
        def outcome = console.type("cryo '${System.getProperty('cryo.checkout')}/examples/rewind-loop.groovy'")

        then:
        outcome.status() == 0
        outcome.out().count { it ==~ /back at .*: memory says (\d+), the file \1/ } == 30
    }

    def "cryo> #example"() {
        given:
        startAnew()
        def lines = [*IN_FRONT.getOrDefault(example, []), example].collect { "'$it'" }.join(' ')

        expect:
        typed("printf '%s\\n' $lines | VISUAL=true cryo")

        cleanup:
        new File(lab.folder.toFile(), 'session.cryo').delete()

        where:
        example << promptExamples()
    }

    private static boolean isEvidence(String example) {
        toolbox().catalog().match(example.split(' ') as List).entry().shape().group() == Usage.Group.EVIDENCE
    }

    private void needEvidence() {
        if (!gathered) {
            startAnew()
            assert typed(EVIDENCE)
            gathered = true
        }
    }

    /** A container, of which nothing is kept yet. */
    private void startAnew() {
        gathered = false
        lab.removeContainers()
        new File(lab.folder.toFile(), 'images').deleteDir()
        lab.store().toFile().deleteDir()
        lab.run('web', SERVING)
    }

    def typed(String line) {
        def outcome = console.type(line)
        assert outcome.status() == 0: outcome.err().join('\n')
        true
    }

    static Workspace toolbox() {
        new Workspace({ null }, null)
    }

    /** But for those that end what only a prompt can begin, and those that wait for somebody who types. */
    static List<String> promptExamples() {
        def nothing = new PrintStream(OutputStream.nullOutputStream())
        def streams = new Streams(System.in, nothing, nothing, false, false, false)
        new Session(Invocation.of([]), streams, toolbox(), new Interruption()).catalog().entries()
                .findAll { it.shape().group() == Usage.Group.PROMPT && it.name() != 'cancel' }
                .collectMany { it.shape().examples() }
                .findAll { !(it ==~ /tour( \d+)?/) }
    }

    /** Those of evidence first, which share what they are put to. */
    static List<String> examples() {
        toolbox().catalog().entries()
                .findAll { !it.name().startsWith('lab ') }
                .collectMany { it.shape().examples() }
                .findAll { it ==~ System.getProperty('cryo.examples', '.*') }
                .sort { isEvidence(it) ? 0 : 1 }
    }
}
