package dev.cryo.engine

import dev.cryo.verb.ContainerId
import dev.cryo.verb.ImageName
import dev.cryo.verb.Watch
import org.apache.commons.compress.archivers.tar.TarArchiveEntry
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.time.Duration

/** What the contract of engines stands on: an engine that has the image "busybox", and no container. */
abstract class EngineGround extends Specification {

    static final BUSYBOX = new ImageName('busybox')
    static final FOR_LONG = ['sleep', '600']
    static final AT_ONCE = Duration.ZERO

    def soon = new PollingConditions(timeout: 60, delay: 0.05)

    abstract Engine getEngine()

    def cleanup() {
        engine.containers(true).each { engine.remove(it.id(), true) }
    }

    protected ContainerId create(String name, List<String> command) {
        engine.create(spec(name, command))
    }

    protected ContainerId run(String name, List<String> command) {
        def id = create(name, command)
        engine.start(id)
        id
    }

    protected Map log(Engine.Logs how = Engine.Logs.ALL, ContainerId id) {
        streamsOf { output -> engine.logs(id, how, output) }
    }

    protected String logOf(ContainerId id, Engine.Logs how = Engine.Logs.ALL) {
        log(how, id).out
    }

    protected Map exec(ContainerId id, List<String> command) {
        exec(id, Engine.ExecSpec.of(command))
    }

    protected Map exec(ContainerId id, Engine.ExecSpec spec) {
        streamsOf { output -> engine.exec(id, spec, output) }
    }

    protected static Map streamsOf(Closure<?> work) {
        def out = new ByteArrayOutputStream()
        def err = new ByteArrayOutputStream()
        def status = work.call({ stream, bytes ->
            (stream == Watch.Stream.ERR ? err : out).writeBytes(bytes)
        } as Output)
        [out: out.toString('UTF-8'), err: err.toString('UTF-8'), status: status]
    }

    protected static ContainerSpec spec(Map wanted = [:], String name, List<String> command) {
        new ContainerSpec(
                BUSYBOX, command, Optional.of(name), Optional.ofNullable(wanted.hostname), Optional.empty(),
                wanted.environment ?: [], wanted.publish ?: [], [], [], wanted.labels ?: [:], Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.ofNullable(wanted.restart),
                Optional.ofNullable(wanted.runtime), Optional.empty(), Optional.empty(), [], [], false, false,
                wanted.tty ?: false, false, wanted.autoRemove ?: false, false)
    }

    protected static byte[] tar(String name, String text) {
        def bytes = new ByteArrayOutputStream()
        new TarArchiveOutputStream(bytes).withCloseable { tar ->
            def entry = new TarArchiveEntry(name)
            entry.size = text.length()
            tar.putArchiveEntry(entry)
            tar.write(text.bytes)
            tar.closeArchiveEntry()
        }
        bytes.toByteArray()
    }
}
