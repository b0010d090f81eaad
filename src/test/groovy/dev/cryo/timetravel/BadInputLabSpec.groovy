package dev.cryo.timetravel

import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import groovy.json.JsonSlurper
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CompletableFuture

/** What people get wrong, and what others do to them: one line that says so, the right exit status, and nothing lost. */
class BadInputLabSpec extends Specification {

    static final SCRIPT = 'i=0; while true; do i=$((i+1)); echo $i; sleep 0.05; done'
    static final COUNTER = "sh -c '$SCRIPT'"

    /** An operating system command, a colour, line ends, and a mark after which a terminal writes from right to left. */
    static final HOSTILE = "\u001b]0;owned\u0007\u001b[31mred\r\nnext\u202eline\u009b2J"

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
        lab.onHost('umount /mnt/spec 2>/dev/null; rm -rf /run/cryo')
    }

    def "an image directory that is #what is refused, and nothing starts"() {
        given: 'a container whose checkpoint lies in a folder'
        running('web')
        def images = fresh('images')
        lab.call('checkpoint', containers: 'web', imageDir: images.toString())
        def stoodAt = lab.counted('web').last()

        when:
        spoil.call(images)
        def outcome = console.type("cryo restore --image-dir=$images web")

        then:
        refused(outcome, 1, says)
        !lab.container('web').alive()
        lab.counted('web').last() == stoodAt
        lab.hostState().cryo() == []

        where:
        what                       | says                                      | spoil
        'missing'                  | "is not there"                            | { Path it -> it.toFile().deleteDir() }
        'empty'                    | "holds no image files"                    | { Path it -> it.toFile().eachFile { file -> file.delete() } }
        'without its inventory'    | "inventory.img"                           | { Path it -> Files.delete(it.resolve('inventory.img')) }
        'without descriptors.json' | "it has no descriptors.json"              | { Path it -> Files.delete(it.resolve('descriptors.json')) }
        'of damaged descriptors'   | "its descriptors.json is damaged"         | { Path it -> it.resolve('descriptors.json').toFile().text = '[{' }
        'truncated'                | "pages-1.img"                             | { Path it -> shorten(it.resolve('pages-1.img')) }
        'half an image'            | "core-1.img"                              | { Path it -> shorten(it.resolve('core-1.img')) }
        'somebody else\'s folder'  | "is not an image directory of CRIU"       | { Path it -> it.toFile().deleteDir(); Files.createDirectories(it); it.resolve('holiday.jpg').toFile().text = 'x' }
        'a file'                   | "is not there"                            | { Path it -> it.toFile().deleteDir(); it.toFile().text = 'x' }
        'of a foreign description' | "cryo.json"                               | { Path it -> it.resolve('cryo.json').toFile().text = '{"version": 1}' }
    }

    def "images of another #what are compared before they are started, #how"() {
        given:
        running('origin')
        def images = fresh('images')
        lab.call('checkpoint', containers: 'origin', imageDir: images.toString())
        if (what == 'image') {
            assert lab.onHost('docker commit origin other').succeeded()
        }

        when:
        typed("cryo create --name other $options")
        if (!how) {
            typed('cryo start other')
            typed('cryo checkpoint other')
        }
        def before = lab.log('other').size()
        def outcome = console.type("cryo restore $how --image-dir=$images other")

        then:
        refused(outcome, 1, "does not fit into 'other'")
        outcome.err().any { it.contains("its $about ") }
        !lab.container('other').alive()
        lab.log('other').size() == before

        where:
        what     | about    | how       | options
        'image'  | 'image'  | '--force' | "other $COUNTER"
        'mounts' | 'mounts' | '--force' | "-v /srv:/data busybox $COUNTER"
        'mounts' | 'mounts' | ''        | "-v /srv:/data busybox $COUNTER"
    }

    def "a folder that cannot be written is refused before anything stands still: #option"() {
        given:
        running('web')
        lab.onHost('mkdir -p /mnt/spec && mount -t tmpfs -o ro spec /mnt/spec')
        def pid = lab.container('web').state().pid()

        when:
        def outcome = console.type("cryo $option web")

        then:
        refused(outcome, 1, says)
        lab.container('web').alive()
        lab.container('web').state().pid() == pid
        lab.store().toFile().exists() == false || checkpoints() == []

        where:
        option                                                  | says
        'checkpoint --image-dir=/proc/nowhere'                  | "'/proc/nowhere' cannot be made"
        'checkpoint --work-dir=/proc/nowhere'                   | "'/proc/nowhere' cannot be made"
        'checkpoint --image-dir=host:/mnt/spec'                 | "'host:/mnt/spec' cannot be made, or not be written to"
        'checkpoint --work-dir=host:/mnt/spec/below'            | "'host:/mnt/spec/below' cannot be made"
        'checkpoint --image-dir=/dev/null/below'                | "'/dev/null/below' cannot be made"
        '--store /proc/nowhere checkpoint'                      | 'the store'
        '--store /dev/null checkpoint'                          | 'the store'
    }

    def "words are refused with what was meant: #line"() {
        given:
        running('web')

        when:
        def outcome = console.type("cryo $line")

        then:
        refused(outcome, status, says)
        lab.container('web').alive()

        where:
        line                                   | status | says
        'checkpoint --leave-runing web'        | 2      | "has no option '--leave-runing'"
        'checkpoint --image-dir'               | 2      | "--image-dir needs a value"
        'checkpoint web --label'               | 2      | "--label needs a value"
        'checkpoint --label 7up web'           | 2      | "7up"
        'chekpoint web'                        | 2      | "chekpoint"
        'rewind web'                           | 2      | "CHECKPOINT"
        'rewind web web@nowhere'               | 1      | "'web' has no such checkpoint"
        'rewind web ~0x'                       | 2      | "~0x"
        'restore --force web2 --image-dir=/x'  | 1      | "there is no container 'web2'"
        'restore web'                          | 1      | "'web' is running"
        'logs nobody'                          | 1      | "there is no container 'nobody'"
        "exec 'we b' true"                     | 2      | "we b"
    }

    def "good ones are done although one is not there, and a label that is taken does not stop anything"() {
        given:
        running('web')
        running('db')

        when:
        def outcome = console.type('cryo checkpoint --leave-running --label now web nobody db')

        then:
        outcome.status() == 1
        outcome.out() == [lab.container('web').id().brief(), lab.container('db').id().brief()]
        oneProblem(outcome)

        when:
        outcome = console.type('cryo checkpoint --label now web')

        then:
        refused(outcome, 1, "the label 'now' is taken")
        lab.container('web').alive()
    }

    def "one that was stopped by its checkpoint, or removed since, is said to be so"() {
        given:
        running('web')
        typed('cryo checkpoint web')

        expect:
        refused(console.type('cryo checkpoint web'), 1, "'web' is not running", "'restore' brings it back")

        when:
        typed('cryo rm web')

        then:
        refused(console.type('cryo restore web'), 1, "there is no container 'web'")
        refused(console.type('cryo rewind web web@1'), 1, "there is no container 'web'")
    }

    def "a container that goes away #millis ms after it was frozen is one problem, and leaves nothing"() {
        when: 'somebody removes it, who is refused when it cannot be killed at once'
        def (removed, outcome) = removed(millis)
        // On a machine that has much to do the one who removes may come when all is done.
        for (int sooner = millis; outcome.status() == 0 && sooner > 0; sooner = sooner.intdiv(2)) {
            (removed, outcome) = removed(sooner.intdiv(2))
        }

        then:
        removed.succeeded()
        outcome.status() == 1
        oneProblem(outcome)
        soon.eventually { assert lab.hostState().cryo() == [] }

        where: 'CRIU comes to freeze it itself, and to dump it, in this time'
        millis << [0, 10, 20, 30, 40, 50, 60, 0, 20, 40]
    }

    /** Removes a container so many milliseconds after a checkpoint has frozen it. */
    private List removed(int millis) {
        running('web')
        lab.call('checkpoint', containers: 'web', leaveRunning: true)
        def cryo = console.cryo('checkpoint', 'web')
        def removed = lab.onHost('''
            until [ -e "/run/cryo/$1/frozen" ]; do sleep 0.005; done
            sleep "$2"
            docker rm -f "$1"''', lab.container('web').id().text(), (millis / 1000) as String)
        [removed, CommandLine.finish(cryo)]
    }

    def "of a container that shares the processes of #whose, nobody else ends by its checkpoint"() {
        given:
        running('other')
        def made = lab.onHost("docker run -d --name web --pid=$pid busybox sh -c \"\$1\"", SCRIPT)
        assert made.succeeded(): made.err().join('\n')
        soon.eventually { assert lab.counted('web').size() >= 3 }
        def others = lab.container('other').state().pid()

        when:
        def outcome = console.type('cryo checkpoint web')

        then:
        outcome.status() == 0 || oneProblem(outcome)
        lab.container('other').alive()
        lab.container('other').state().pid() == others
        lab.onHost('true').succeeded()
        soon.eventually { assert lab.hostState().cryo() == [] }

        where:
        whose               | pid
        'the host'          | 'host'
        'another container' | 'container:other'
    }

    def "an engine that is not there is one line: #line"() {
        expect:
        refused(lab.commandLine([DOCKER_HOST: 'unix:///nowhere/docker.sock']).type("cryo $line"), 1,
                'the engine cannot be reached', '/nowhere/docker.sock')

        where:
        line << ['ps', 'checkpoint web', 'restore web', 'rewind web web@1', 'doctor', '-e "containers.list()"']
    }

    def "what a container says is shown harmless by #line"() {
        given: 'hostile words in its command, its environment, the name of its process, and a file it has deleted'
        lab.needPython()
        def started = CommandLine.finish(console.cryo('run', '-d', '--name', 'web', '-e', "BAD=$HOSTILE", '--label', "bad=$HOSTILE",
                'python-stdlib', 'python3', '-c', '''
import ctypes, os, sys, time
ctypes.CDLL(None).prctl(15, sys.argv[1].encode()[:15])
file = open('/' + sys.argv[1].replace('/', ''), 'w')
if len(sys.argv) > 2:
    file.write('x' * 3000000)
    file.flush()
    os.unlink(file.name)
print(sys.argv[1], flush=True)
time.sleep(9999)
''', HOSTILE, *(fails ? ['fails'] : [])))
        assert started.status() == 0
        soon.eventually { assert lab.log('web') }
        assert console.type('cryo checkpoint --leave-running web').status() == (fails ? 1 : 0)

        when:
        def outcome = console.start(['sh', '-c', "cryo $line".toString()]).with { CommandLine.finish(it) }
        def all = (outcome.out() + outcome.err())

        then:
        outcome.status() == status
        all
        all.every { text -> text.codePoints().noneMatch { Character.isISOControl(it) || it in [0x202e, 0x2028] } }

        when:
        def json = CommandLine.finish(console.start(['sh', '-c', "cryo --json $line".toString()]))

        then:
        json.out().every { new JsonSlurper().parseText(it) != null }
        (json.out() + json.err()).every { text -> text.codePoints().noneMatch { Character.isISOControl(it) || it in [0x202e, 0x2028] } }

        where:
        line                                          | fails | status
        'ps --all'                                    | false | 0
        'inspect web'                                 | false | 0
        'checkpoints web'                             | false | 0
        'doctor web'                                  | false | 0
        'doctor web'                                  | true  | 0
        'checkpoint web'                              | true  | 1
        'why web'                                     | true  | 0
        'restore web'                                 | false | 1
    }

    def "nobody who reads is no failure: #line"() {
        given:
        running('web')
        lab.call('checkpoint', containers: 'web', leaveRunning: true)

        when:
        def outcome = console.type("{ cryo $line; echo \"status \$?\" >&2; } | head -c 0; true")

        then:
        outcome.err() == ['status 0']

        where:
        line << ['ps', '--json ps', 'inspect web', 'logs web', 'checkpoints', 'help', 'version', 'doctor', "-e 'println 1; 2'"]
    }

    def "an output that is full or closed is one line"() {
        expect:
        refused(console.type('cryo ps > /dev/full'), 1, 'standard output cannot be written')
        console.type('cryo ps >&-').with {
            assert it.status() in [0, 1]
            assert !it.err().any { line -> line.contains('Exception') || line.trim().startsWith('at ') }
            true
        }
    }

    def "of two who do the same at once, #verb, one is told that the other is at it, and nothing is lost"() {
        given:
        running('web')
        lab.call('checkpoint', containers: 'web', leaveRunning: true)
        prepare.each { typed(it) }

        when:
        def both = lines.collect { line -> CompletableFuture.supplyAsync { console.type("cryo $line") } }*.get()

        then: 'each is done, or has been told why not'
        both.every { it.status() in [0, 1] }
        both.any { it.status() == 0 }
        both.findAll { it.status() == 1 }.every { oneProblem(it) }
        both.findAll { it.status() == 1 }.every { outcome -> told.any { outcome.err().join('\n').contains(it) } }

        and: 'the container is whole'
        soon.eventually { assert lab.hostState().cryo() == [] }
        !(lab.container('web').alive() && lab.frozen('web'))
        lab.onHost("ls -d ${lab.container('web').upper().get()}.cryo-*").out() == []

        and: 'and so is every checkpoint'
        checkpoints().every { lab.call('rewind', container: 'web', checkpoint: "web@${it.number()}".toString()).receipt().holds() }

        where:
        verb                         | prepare                 | lines                                                              | told
        'two checkpoints'            | []                      | ['checkpoint --leave-running web'] * 2                             | ['another Cryo']
        'two that stop'              | []                      | ['checkpoint web'] * 2                                             | ['another Cryo', 'is not running', 'was stopped', 'is stopped', 'has ended', 'not stopped']
        'two restores'               | ['cryo checkpoint web'] | ['restore web'] * 2                                                | ['another Cryo', 'is running']
        'two rewinds'                | []                      | ['rewind web web@1'] * 2                                           | ['another Cryo']
        'a checkpoint and a rewind'  | []                      | ['rewind web web@1', 'checkpoint --leave-running web']             | ['another Cryo', 'is not running']
        'a restore and a rewind'     | ['cryo checkpoint web'] | ['restore web', 'rewind web web@1']                                | ['another Cryo', 'is running', 'is running already']
    }

    private boolean refused(CommandLine.Outcome outcome, int status, String... says) {
        def text = outcome.err().join('\n')
        assert outcome.status() == status: text
        assert outcome.out() == []
        assert oneProblem(outcome)
        says.each { assert text.contains(it) }
        true
    }

    private static boolean oneProblem(CommandLine.Outcome outcome) {
        assert outcome.err().count { it.startsWith('cryo: ') } == 1
        assert !outcome.err().join('\n').contains('a defect in Cryo')
        true
    }

    private void running(String name) {
        lab.run(name, SCRIPT)
        soon.eventually { assert lab.counted(name).size() >= 3 }
    }

    private boolean typed(String line) {
        def outcome = console.type(line)
        assert outcome.status() == 0: outcome.err().join('\n')
        true
    }

    private List<CheckpointsVerb.Row> checkpoints() {
        lab.call('checkpoints', container: lab.container('web').id().text())
    }

    private Path fresh(String name) {
        def folder = lab.folder.resolve(name)
        folder.toFile().deleteDir()
        Files.deleteIfExists(folder)
        folder
    }

    private static void shorten(Path file) {
        file.toFile().bytes = Arrays.copyOf(file.toFile().bytes, (int) (Files.size(file) / 2))
    }
}
