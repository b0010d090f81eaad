package dev.cryo.timetravel

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.verb.ImageName
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path

/** Rewinds in a row by one process: store, engine host and Cryo are afterwards what they were after the first ones. */
abstract class FlatRewinds extends Specification {

    /** What one process may have grown by in the end, of what is not garbage. */
    static final long MEMORY = 8 << 20

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    abstract int getRewinds()

    def "many rewinds in a row leave nothing behind, here or there"() {
        given: 'captures that have been gone back to a few times'
        lab.needImage('python', 'python3-minimal')
        lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', Python.WRITER]))
        soon.eventually { assert lab.counted('web').size() >= 3 }
        def workspace = lab.workspace()
        lab.call('capture', workspace, container: 'web', every: '200ms', times: 5)
        (1..5).each { rewind(workspace, it) }
        def host = lab.hostState()
        def stored = inStore()
        def open = openHere()
        def used = heap()

        when:
        def course = (1..rewinds).collect {
            long began = System.nanoTime()
            rewind(workspace, 1 + it % 5)
            new Seen(it, (System.nanoTime() - began) / 1e6, it % 10 == 0 ? lab.hostState().processes().size() : 0, it % 10 == 0 ? openHere() : 0, it % 10 == 0 ? heap() : 0)
        }
        chart(course)

        then:
        lab.hostState() == host
        inStore() == stored
        openHere() == open
        heap() - used < MEMORY
    }

    /** What was seen after a rewind; what costs to look at, after each tenth. */
    record Seen(int rewind, double milliseconds, int processes, int descriptors, long heap) {}

    /** A table for who wants to see the course, target/FLAT.md: ten rows, with the median time of the rewinds in each. */
    private static void chart(List<Seen> course) {
        def rows = course.collate(Math.max(10, course.size().intdiv(10)))
        def file = new File(System.getProperty('cryo.checkout', '.'), 'target/FLAT.md')
        file.parentFile.mkdirs()
        file.text = '| rewinds | median | processes on the host | descriptors here | heap |\n| --- | --- | --- | --- | --- |\n' +
                rows.findAll { it.any { seen -> seen.heap() > 0 } }.collect { row ->
                    def last = row.findAll { it.heap() > 0 }.last()
                    def times = row*.milliseconds().sort()
                    sprintf('| %d–%d | %.0f ms | %d | %d | %.1f MB |', row[0].rewind(), row[-1].rewind(),
                            times[times.size().intdiv(2)], last.processes(), last.descriptors(), last.heap() / 1e6)
                }.join('\n') + '\n'
    }

    protected void rewind(workspace, int number) {
        Restored back = lab.call('rewind', workspace, container: 'web', checkpoint: "web@$number")
        assert back.receipt().holds()
    }

    /** What lies in the store, but what the last rewind took away, and that is of the container. */
    protected Map<String, Long> inStore() {
        def found = [:]
        lab.store().toFile().eachFileRecurse { file ->
            if (file.file && !file.path.contains('/abandoned/')) {
                found[file.path] = file.length()
            }
        }
        found
    }

    /** Descriptors by what they are; the JDK opens and closes some of its own. */
    protected static int openHere() {
        System.gc()
        new File('/proc/self/fd').list().count { fd ->
            try {
                !Files.readSymbolicLink(Path.of('/proc/self/fd', fd)).toString().endsWith('.jar')
            } catch (NoSuchFileException ignored) {
                false // the one that reads the folder
            }
        }
    }

    protected static long heap() {
        3.times { System.gc() }
        Runtime.runtime.totalMemory() - Runtime.runtime.freeMemory()
    }
}
