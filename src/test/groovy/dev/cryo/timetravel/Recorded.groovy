package dev.cryo.timetravel

import dev.cryo.engine.ContainerSpec
import dev.cryo.store.Store
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Condition
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files

/** What a flight recorder has of a container that crashed, over and over. */
abstract class Recorded extends Specification {

    static final KEEP = 4
    static final EVERY_MILLIS = 1500
    /** What a checkpoint takes from its beat to the instant at which the container stands still. */
    static final LEAD_MILLIS = 400

    /** Writes down the time while it lives, changes a quarter of its memory all the time, and crashes when it wants. */
    static final CRASHING = '''
import os, random, time
ballast = bytearray(os.urandom(16 << 20))
end = time.time() + random.uniform(2.0, 14.0)
i = 0
while time.time() < end:
    i += 1
    ballast[(i * 4096) % (4 << 20)] = i & 255
    with open('/alive', 'w') as file: file.write(str(time.time()))
    time.sleep(0.005)
os._exit(7)
'''

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    abstract int getCrashes()

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
    }

    def cleanup() {
        lab.removeContainers()
    }

    def "the last checkpoint before a crash is at most one interval old, and the disk holds a ring's worth"() {
        given:
        def wrong = []
        long most = 0

        when:
        crashes.times {
            def before = bytes()
            def id = lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', CRASHING]))
            def recording = lab.call('record', container: 'web', every: "${EVERY_MILLIS}ms", keep: KEEP)
            def crashed = lab.container('web').state().finished().get().toEpochMilli()
            def last = recording.kept().isEmpty() ? lab.container('web').state().started().get() : recording.kept().last().taken()
            def age = crashed - last.toEpochMilli()
            def instants = recording.kept()*.taken()*.toEpochMilli()
            // A machine that is busy with others lets beats out, and is seen to do so.
            def interval = [EVERY_MILLIS, *instants.drop(1).indexed().collect { i, instant -> instant - instants[i] }].max()
            if (age > interval + LEAD_MILLIS || recording.kept().size() > KEEP || recording.ended() != "'web' ended with status 7") {
                wrong << "$age ms old, ${recording.kept().size()} kept, ${recording.ended()}"
            }
            most = Math.max(most, bytes() - before)
            lab.engine.remove(id, true)
            lab.call('prune', keepLast: 1, yes: true)
        }

        then:
        wrong == []

        and: 'each kept checkpoint has its own 4 MiB at most, beside the 16 MiB and the program that all share'
        most < (KEEP + 2) * (6 << 20) + (40 << 20)
    }

    private long bytes() {
        def packs = lab.store().resolve('packs')
        Files.exists(packs) ? Store.sizeOf(packs).bytes() : 0
    }
}
