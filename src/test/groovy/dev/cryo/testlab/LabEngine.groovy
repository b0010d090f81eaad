package dev.cryo.testlab

import dev.cryo.catalog.Workspace
import dev.cryo.engine.Container
import dev.cryo.engine.ContainerSpec
import dev.cryo.engine.DirectHost
import dev.cryo.engine.Engine
import dev.cryo.engine.HostResult
import dev.cryo.engine.HostScript
import dev.cryo.engine.docker.DockerEngine
import dev.cryo.lab.Lab
import dev.cryo.lab.LabImage
import dev.cryo.lab.LabName
import dev.cryo.lab.LabUp
import dev.cryo.verb.ContainerId
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import dev.cryo.verb.Watch

import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption

/**
 * A real engine for one specification: the lab named "test" (or as the system property
 * "cryo.lab" says) with no container in it, a folder for stores and image
 * directories, and Cryo's command line. One specification at a time has it; when it is closed, its containers and its
 * folder are gone, and the lab stays up for the next.
 */
class LabEngine implements AutoCloseable {

    private static final String NAME = System.getProperty('cryo.lab', 'test')

    final Lab lab
    final Engine engine
    final Path folder
    private final FileChannel turn

    private LabEngine(Lab lab, FileChannel turn) {
        this.lab = lab
        this.turn = turn
        this.engine = new DockerEngine(lab.socket(), { DirectHost.of(lab.initPid()) })
        this.folder = Files.createTempDirectory('cryo-spec-')
    }

    static LabEngine up() {
        def turn = FileChannel.open(
                Path.of(System.getProperty('java.io.tmpdir'), "cryo-specs-${NAME}.lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE)
        turn.lock()
        new LabUp().run(LabUp.Request.of(new LabName(NAME)), Watch.NOBODY)
        def lab = new LabEngine(Lab.named(NAME), turn)
        lab.removeContainers()
        lab
    }

    Path store() {
        folder.resolve('store')
    }

    /** The verbs over this engine, or over one that was put in front of it. */
    Workspace workspace(Engine engine = this.engine) {
        new Workspace({ engine }, store())
    }

    CommandLine commandLine() {
        commandLine([DOCKER_HOST: "unix://${lab.socket()}".toString()])
    }

    /** The command line that reaches the engine as these variables say. */
    CommandLine commandLine(Map<String, String> way) {
        new CommandLine(folder, [CRYO_STORE: store().toString()] + way)
    }

    Container container(String name) {
        engine.container(new ContainerName(name))
    }

    /** Makes a container of busybox that runs a shell script, and starts it. */
    ContainerId run(String name, String script) {
        run(ContainerSpec.of(new ImageName('busybox'), name, ['sh', '-c', script]))
    }

    ContainerId run(ContainerSpec spec) {
        def id = engine.create(spec)
        engine.start(id)
        id
    }

    void remove(String name) {
        engine.remove(container(name).id(), true)
    }

    /** What a container has printed, by line. */
    List<String> log(String name) {
        def bytes = new ByteArrayOutputStream()
        engine.logs(container(name).id(), new Engine.Logs(false, Optional.empty(), false), { stream, piece ->
            bytes.writeBytes(piece)
        })
        bytes.toString('UTF-8').readLines()
    }

    /** The numbers that a container has counted to in its log; what is no number is left out. */
    List<Integer> counted(String name) {
        log(name)*.trim().findAll { it.isInteger() }*.toInteger()
    }

    /** What a command inside a container prints. */
    String inside(String name, String... command) {
        def bytes = new ByteArrayOutputStream()
        engine.exec(container(name).id(), Engine.ExecSpec.of(command as List), { stream, piece ->
            bytes.writeBytes(piece)
        })
        bytes.toString('UTF-8')
    }

    /** Runs a shell script on the lab's host. */
    HostResult onHost(String script, String... arguments) {
        engine.host().run(new HostScript('spec', script), arguments as List)
    }

    /** The image "redis", made of Debian packages the first time. */
    void needRedis() {
        if (!engine.images().any { 'redis:latest' in it.names() }) {
            new LabImage().run(
                    new LabImage.Request(
                            new ImageName('redis'), ['redis-server', 'python3-minimal'], Optional.empty(),
                            LabImage.Variant.MINBASE, Optional.empty(), new LabName(NAME)),
                    Watch.NOBODY)
        }
    }

    void removeContainers() {
        engine.containers(true).each { engine.remove(it.id(), true) }
    }

    @Override
    void close() {
        try {
            removeContainers()
            engine.close()
            folder.toFile().deleteDir()
        } finally {
            turn.close()
        }
    }
}
