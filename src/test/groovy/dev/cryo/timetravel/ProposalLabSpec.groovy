package dev.cryo.timetravel

import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Problem
import groovy.json.JsonSlurper
import org.junit.jupiter.api.Assumptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files
import java.time.Instant

/** The console sessions of the proposal "Docker Checkpoint & Restore", typed as they stand there. */
class ProposalLabSpec extends Specification {

    /** The proposal's example. */
    static final COUNTER = "/bin/sh -c 'i=0; while true; do echo \$i; i=\$(expr \$i + 1); sleep 1; done'"

    /** The same in a hurry. */
    static final FAST = "/bin/sh -c 'i=0; while true; do echo \$i; i=\$(expr \$i + 1); sleep 0.1; done'"

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
    }

    def "the counter increases, stands still while it is checkpointed, and goes on from where it was"() {
        when: 'the container runs'
        def id = typed("cryo run --name cr -d busybox $COUNTER")

        then: 'it counts'
        id ==~ /[0-9a-f]{12}/
        lab.container('cr').id().brief() == id
        soon.eventually { assert lab.counted('cr').size() >= 3 }

        when: 'it is checkpointed'
        def before = Instant.now()
        def printed = typed('cryo checkpoint cr')
        def stoodAt = lab.counted('cr').last()
        pauseLongerThanACount()

        then: 'its id is printed, it has stopped, and counts no further'
        printed == id
        !lab.container('cr').alive()
        lab.counted('cr').last() == stoodAt

        and: 'its status says so, with the time'
        row('cr').status == 'Checkpointed'
        with(inspected('cr')) {
            status == 'Checkpointed'
            !Instant.parse(lastCheckpoint).isBefore(before)
        }

        when: 'it is restored'
        def restored = typed('cryo restore cr')

        then: 'its id is printed, and it goes on'
        restored == id
        soon.eventually { assert lab.counted('cr').last() >= stoodAt + 2 }

        and: 'not a number is missing, none is there twice'
        withoutGap(lab.counted('cr'))

        and: 'it is checkpointed no more'
        inspected('cr').status == 'Running'
        row('cr').status.startsWith('Up')
    }

    def "with #option the container goes on counting after its checkpoint"() {
        given:
        running('web')

        when:
        def id = typed("cryo checkpoint $option web")

        then:
        id == lab.container('web').id().brief()
        lab.container('web').alive()
        row('web').status.startsWith('Up')
        goesOn('web')

        and:
        inspected('web').lastCheckpoint != null

        where:
        option << ['--leave-running', '--leave-running=true']
    }

    def "--leave-running=false stops it, as if nothing were said"() {
        given:
        running('web')

        when:
        typed('cryo checkpoint --leave-running=false web')

        then:
        !lab.container('web').alive()
        row('web').status == 'Checkpointed'
    }

    def "an image directory is restored into two new containers, which both count on from the same number"() {
        given: 'a container that has run for a while'
        running('origin')
        def images = lab.folder.resolve('some/path')

        when:
        typed("cryo checkpoint --image-dir=$images origin")
        def stoodAt = lab.counted('origin').last()

        then: 'its image directory is what CRIU writes'
        Files.exists(images.resolve('inventory.img'))

        when: 'two are created, and the checkpoint is restored into both'
        def ids = ['one', 'two'].collect { typed("cryo create --name $it busybox $FAST") }
        def restored = ['one', 'two'].collect { typed("cryo restore --force=true --image-dir=$images $it") }

        then:
        restored == ids
        ['one', 'two'].each { name ->
            soon.eventually { assert lab.counted(name).size() >= 2 }
            assert lab.counted(name).first() == stoodAt + 1
        }

        and: 'the origin, too, goes on from there'
        typed('cryo restore origin') == lab.container('origin').id().brief()
        soon.eventually { assert lab.counted('origin').last() > stoodAt }
        withoutGap(lab.counted('origin'))
    }

    def "--force into several containers at once restores the same images into each"() {
        given:
        running('origin')
        def images = lab.folder.resolve('for-several')
        typed("cryo checkpoint --image-dir=$images --leave-running origin")
        ['one', 'two'].each { typed("cryo create --name $it busybox $FAST") }

        when:
        def outcome = console.type("cryo restore --force --image-dir=$images one two")

        then:
        outcome.status() == 0
        outcome.out() == ['one', 'two'].collect { lab.container(it).id().brief() }
        soon.eventually { assert ['one', 'two'].every { lab.counted(it).size() >= 2 } }
        lab.counted('one').first() == lab.counted('two').first()
        lab.counted('one').first() > 0
    }

    def "the work directories hold CRIU's logs"() {
        given:
        running('web')
        def dump = lab.folder.resolve('dump-log')
        def restore = lab.folder.resolve('restore-log')

        when:
        typed("cryo checkpoint --image-dir=${lab.folder}/images-of-web --work-dir=$dump web")
        typed("cryo restore --work-dir=$restore web")

        then:
        Files.readString(dump.resolve('dump.log')).contains('Dumping finished successfully')
        Files.readString(restore.resolve('restore.log')).contains('Restore finished successfully')
        !Files.exists(dump.resolve('inventory.img'))
    }

    def "several containers at once have a folder each below the image directory"() {
        given:
        running('one')
        running('two')
        def images = lab.folder.resolve('several')

        when:
        def checkpointed = console.type("cryo checkpoint --image-dir=$images one two")

        then:
        checkpointed.status() == 0
        checkpointed.out() == ['one', 'two'].collect { lab.container(it).id().brief() }
        ['one', 'two'].every { Files.exists(images.resolve(it).resolve('inventory.img')) }

        when: 'they are restored from there'
        def last = ['one', 'two'].collectEntries { [it, lab.counted(it).last()] }
        def restored = console.type("cryo restore --image-dir=$images one two")

        then:
        restored.out() == checkpointed.out()
        soon.eventually { assert last.every { name, number -> lab.counted(name).last() > number } }
        last.keySet().each { assert withoutGap(lab.counted(it)) }
    }

    def "one unknown container does not keep the others from being done, and the status is 1"() {
        given:
        running('one')
        running('two')

        when:
        def outcome = console.type('cryo checkpoint one nobody two')

        then:
        outcome.status() == 1
        outcome.out() == ['one', 'two'].collect { lab.container(it).id().brief() }
        outcome.err()[0] == "cryo: there is no container 'nobody'"
        outcome.err()[1].contains('one, two')
        !lab.container('one').alive()
        !lab.container('two').alive()
    }

    def "a container that was never checkpointed is not restored"() {
        given:
        typed("cryo create --name fresh busybox $FAST")

        expect:
        refusal('cryo restore fresh') == "cryo: 'fresh' was never checkpointed"
        lab.container('fresh').state().started().isEmpty()
    }

    def "a container that is running is not restored, and rewind is named"() {
        given:
        running('web')
        typed('cryo checkpoint --leave-running web')

        when:
        def outcome = console.type('cryo restore web')

        then:
        outcome.status() == 1
        outcome.out() == []
        outcome.err()[0] == "cryo: 'web' is running"
        outcome.err().last().contains('rewind')
        goesOn('web')
    }

    def "a container that is not running is not checkpointed"() {
        given:
        typed("cryo create --name fresh busybox $FAST")

        expect:
        refusal('cryo checkpoint fresh') == "cryo: 'fresh' is not running"
    }

    def "a checkpoint with leave-running is restored when the container has stopped since"() {
        given:
        running('web')
        typed('cryo checkpoint --leave-running web')
        def taken = lab.counted('web').last()
        soon.eventually { assert lab.counted('web').last() > taken + 3 }
        typed('cryo kill web')
        def after = lab.counted('web').size()

        expect: 'it is stopped, and nobody claims that a checkpoint did it'
        inspected('web').status == 'Exited'

        when:
        typed('cryo restore web')
        soon.eventually { assert lab.counted('web').size() > after }

        then: 'it counts on from the checkpoint, not from where it was ended, and not anew'
        def goesOnFrom = lab.counted('web')[after]
        goesOnFrom > 0
        goesOnFrom <= taken + 2
    }

    def "a label is taken once"() {
        given:
        running('web')
        typed('cryo checkpoint --leave-running --label before-deploy web')

        expect:
        refusal('cryo checkpoint --leave-running --label before-deploy web') == "cryo: the label 'before-deploy' is taken"
        goesOn('web')
        console.type("cryo --json checkpoints ${lab.container('web').id().brief()}").out().size() == 1
    }

    def "a folder that holds a checkpoint already is refused, and stays as it is"() {
        given:
        running('web')
        def images = lab.folder.resolve('taken')
        typed("cryo checkpoint --leave-running --image-dir=$images web")
        def written = Files.getLastModifiedTime(images.resolve('inventory.img'))

        expect:
        refusal("cryo checkpoint --leave-running --image-dir=$images web") == "cryo: '$images' holds a checkpoint already"
        Files.getLastModifiedTime(images.resolve('inventory.img')) == written
        goesOn('web')
    }

    def "an image directory may lie on the engine's host"() {
        given:
        running('web')

        when:
        typed('cryo checkpoint --image-dir=host:/tmp/there web')
        def stoodAt = lab.counted('web').last()

        then:
        lab.onHost('ls /tmp/there').out().contains('inventory.img')

        when: 'a plain restore takes the last checkpoint, wherever it lies'
        typed('cryo restore web')

        then:
        soon.eventually { assert lab.counted('web').last() > stoodAt }
        withoutGap(lab.counted('web'))

        cleanup:
        lab.onHost('rm -rf /tmp/there')
    }

    def "images of another command do not go into a container"() {
        given:
        running('origin')
        def images = lab.folder.resolve('of-another')
        typed("cryo checkpoint --image-dir=$images --leave-running origin")
        typed('cryo create --name other busybox sleep 600')

        when:
        def outcome = console.type("cryo restore --force --image-dir=$images other")

        then:
        outcome.status() == 1
        outcome.err()[0] == "cryo: the checkpoint does not fit into 'other'"
        outcome.err()[1].contains('its command is')
        !lab.container('other').alive()
    }

    def "a container with a terminal goes on, too"() {
        given:
        typed("cryo run --name tty -t -d busybox $FAST")
        soon.eventually { assert lab.counted('tty').size() >= 3 }

        when:
        typed('cryo checkpoint tty')
        def stoodAt = lab.counted('tty').last()
        typed('cryo restore tty')

        then:
        soon.eventually { assert lab.counted('tty').last() > stoodAt }
        withoutGap(lab.counted('tty'))
    }

    def "a published port answers after a restore"() {
        given: 'a server that says how often it was asked, by what it holds in memory'
        typed("cryo run --name port -d -p 127.0.0.1:18080:8080 busybox sh -c " +
                "'i=0; while true; do i=\$(expr \$i + 1); echo answer \$i | nc -l -p 8080 >/dev/null; done'")
        soon.eventually { assert ask() == 'answer 1' }

        when:
        soon.eventually { assert listens() }
        typed('cryo checkpoint port')
        typed('cryo restore port')

        then:
        soon.eventually { assert ask() == 'answer 2' }
    }

    def "crit reads Cryo's image directory"() {
        given: 'crit in a container, which sees the folder'
        try {
            lab.needImage('crit', 'python3-pycriu')
        } catch (Problem e) {
            Assumptions.abort("no image with crit can be made here: ${e.evidence()}")
        }
        running('web')
        typed('cryo checkpoint --image-dir=host:/tmp/for-crit web')

        when:
        def shown = console.type("cryo run --rm -v /tmp/for-crit:/images crit sh -c " +
                "'crit show /images/inventory.img && crit x /images ps'")

        then:
        shown.status() == 0
        shown.out().any { it.contains('"magic": "INVENTORY"') }
        shown.out().any { it =~ /\s1\s.*\bsh\b/ }

        cleanup:
        lab.onHost('rm -rf /tmp/for-crit')
    }

    /** Types a line that must succeed and print one line. */
    private String typed(String line) {
        def outcome = console.type(line)
        assert outcome.status() == 0, "$line\n${outcome.err().join('\n')}"
        outcome.only()
    }

    /** What a line that must fail says, in the first line; it prints nothing else than why. */
    private String refusal(String line) {
        def outcome = console.type(line)
        assert outcome.status() == 1
        assert outcome.out() == []
        outcome.err()[0]
    }

    private void running(String name) {
        typed("cryo run --name $name -d busybox $FAST")
        soon.eventually { assert lab.counted(name).size() >= 3 }
    }

    private boolean goesOn(String name) {
        def now = lab.counted(name).last()
        soon.eventually { assert lab.counted(name).last() > now }
        true
    }

    /** Each number is there once: nothing was lost, nothing was done again. */
    private static boolean withoutGap(List<Integer> numbers) {
        numbers == (0..<numbers.size()).toList()
    }

    private Map inspected(String name) {
        new JsonSlurper().parseText(typed("cryo --json inspect $name")) as Map
    }

    private Map row(String name) {
        console.type('cryo --json ps').out().collect { new JsonSlurper().parseText(it) as Map }.find { it.name == name }
    }

    private String ask() {
        lab.onHost('timeout 2 busybox nc 127.0.0.1 18080 < /dev/null').out().join()
    }

    private boolean listens() {
        lab.inside('port', 'netstat', '-tln').contains(':8080 ')
    }

    private static void pauseLongerThanACount() {
        Thread.sleep(2500)
    }
}
