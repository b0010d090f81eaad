package dev.cryo.testlab

import dev.cryo.catalog.Workspace
import dev.cryo.engine.Container
import dev.cryo.engine.ContainerSpec
import dev.cryo.engine.DirectHost
import dev.cryo.engine.Engine
import dev.cryo.engine.HostResult
import dev.cryo.engine.HostScript
import dev.cryo.engine.docker.DockerEngine
import dev.cryo.lab.DockerFrom
import dev.cryo.lab.ImageStore
import dev.cryo.lab.Lab
import dev.cryo.lab.LabDownVerb
import dev.cryo.lab.LabImageVerb
import dev.cryo.lab.LabName
import dev.cryo.lab.LabUpVerb
import dev.cryo.verb.Binder
import dev.cryo.verb.ContainerId
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import dev.cryo.verb.ValueTypes
import dev.cryo.verb.Watch

import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption

/**
 * A real engine for one specification: a lab with no container in it, a folder for stores and image
 * directories, and Cryo's command line. One specification at a time has it; when it is closed, its containers and its
 * folder are gone, and the lab stays up for the next; {@link LabsEnd} ends it.
 */
class LabEngine implements AutoCloseable {

    /** Several checkouts on one machine can have a lab each: {@code -Dcryo.testlab=NAME}. */
    private static final String NAME = System.getProperty('cryo.testlab', 'test')

    final Lab lab
    /** Another one after {@link #risen}. */
    Engine engine
    final Path folder
    private final FileChannel turn
    private final boolean ends

    private LabEngine(Lab lab, FileChannel turn, boolean ends) {
        this.lab = lab
        this.turn = turn
        this.ends = ends
        this.engine = connect()
        this.folder = Files.createTempDirectory('cryo-spec-')
    }

    /** {@code -Dcryo.testlab.cgroup2=true} gives it cgroup v2 alone, where the machine has v1. */
    static LabEngine up() {
        begin(new LabUpVerb.Request(new LabName(NAME), Optional.empty(), false, Boolean.getBoolean('cryo.testlab.cgroup2'),
                Optional.empty(), Optional.empty()), false)
    }

    /** A lab of its own, whose daemon gives containers a user namespace. */
    static LabEngine upWithUserNamespaces() {
        begin(new LabUpVerb.Request(
                new LabName("$NAME-userns"), Optional.empty(), true, false, Optional.empty(), Optional.empty()), false)
    }

    /** A lab beside the ordinary one, with cgroup v2 as most hosts have it; it ends with the specification. */
    static LabEngine upWithCgroup2() {
        begin(new LabUpVerb.Request(
                new LabName("$NAME-cgroup2"), Optional.empty(), false, true, Optional.empty(), Optional.empty()), true)
    }

    /** A lab beside the ordinary one, with this store of images; it ends with the specification. */
    static LabEngine upWith(ImageStore store) {
        begin(new LabUpVerb.Request(
                new LabName("$NAME-${store.name().toLowerCase()}"), Optional.empty(), false, false, Optional.of(store), Optional.empty()), true)
    }

    /** The same with the Docker of a Debian suite. */
    static LabEngine upWith(DockerFrom docker) {
        begin(new LabUpVerb.Request(
                new LabName("$NAME-${docker.suite()}"), Optional.of(docker), false, false, Optional.empty(), Optional.empty()), true)
    }

    /** Ends those that stay up between specifications. */
    static void endAll() {
        [NAME, "$NAME-userns"].collect { Lab.named(it.toString()) }.findAll { it.exists() && it.up }.each {
            new LabDownVerb().run(new LabDownVerb.Request(new LabName(it.name()), true), Watch.NOBODY)
        }
    }

    private static LabEngine begin(LabUpVerb.Request request, boolean ends) {
        def name = request.name().text()
        def turn = FileChannel.open(
                Path.of(System.getProperty('java.io.tmpdir'), name == 'test' ? 'cryo-specs.lock' : "cryo-specs-${name}.lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE)
        turn.lock()
        new LabUpVerb().run(request, Watch.NOBODY)
        def lab = new LabEngine(Lab.named(name), turn, ends)
        lab.removeContainers()
        lab.onHost('rm -rf /run/cryo') // what a specification that failed has found to be left there
        lab
    }

    private Engine connect() {
        new DockerEngine(lab.socket(), { DirectHost.of(lab.initPid()) })
    }

    /** Starts a lab that went down, as "lab up" does; its host is another one then. */
    void risen() {
        engine.close()
        new LabUpVerb().run(LabUpVerb.Request.of(new LabName(NAME)), Watch.NOBODY)
        engine = connect()
    }

    /** Ends the lab at once, and starts it anew. */
    void restarted() {
        new LabDownVerb().run(new LabDownVerb.Request(new LabName(NAME), true), Watch.NOBODY)
        risen()
    }

    Path store() {
        folder.resolve('store')
    }

    /** The verbs over this engine, or over one that was put in front of it. */
    Workspace workspace(Engine engine = this.engine) {
        new Workspace({ engine }, store())
    }

    /** Calls a verb as scripts do: options by name, the others are as when nothing is said. */
    Object call(Map given = [:], String verb, Workspace workspace = this.workspace(), Watch watch = Watch.NOBODY) {
        def binder = new Binder(ValueTypes.STANDARD, Binder.Spelling.GROOVY)
        workspace.catalog().find(verb).get().call(binder, given, watch)
    }

    CommandLine commandLine() {
        commandLine([DOCKER_HOST: "unix://${lab.socket()}".toString()])
    }

    /** The command line that reaches the engine as these variables say. */
    CommandLine commandLine(Map<String, String> way) {
        new CommandLine(folder, [CRYO_STORE: store().toString(), XDG_CONFIG_HOME: folder.resolve('config').toString()] + way)
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
        engine.logs(container(name).id(), Engine.Logs.ALL, { stream, piece ->
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

    /** Whether the kernel holds a container's processes still, whatever the engine says. */
    boolean frozen(String name) {
        def pid = container(name).state().pid()
        pid > 0 && onHost(FREEZER, pid as String).out() != ['thawed']
    }

    /** What the host has that a verb may have left there; names that the engine draws anew at each start are left out. */
    HostState hostState() {
        def said = onHost(STATE).out()
        def part = { String name -> said.findAll { it.startsWith("$name ") }*.substring(name.length() + 1).sort() }
        new HostState(part('tmp'), part('cryo'), part('mount'), part('process'))
    }

    record HostState(List<String> tmp, List<String> cryo, List<String> mounts, List<String> processes) {}

    private static final String FREEZER = '''
        for line in $(cat "/proc/$1/cgroup"); do
          path=${line##*:}
          case $line in
            *:freezer:*) grep -qx THAWED "/sys/fs/cgroup/freezer$path/freezer.state" && echo thawed ;;
            0::*) [ ! -e "/sys/fs/cgroup$path/cgroup.freeze" ] || { grep -qx 0 "/sys/fs/cgroup$path/cgroup.freeze" && echo thawed; } ;;
          esac
        done'''

    private static final String STATE = '''
        ls -A /tmp | sed "s/^/tmp /"
        ls -A /run/cryo 2>/dev/null | sed "s/^/cryo /"
        sed "s/^[^-]* \\(\\/[^ ]*\\) .* - \\([^ ]*\\) .*/mount \\1 \\2/; s/netns\\/[0-9a-f]*/netns/; /^mount \\/host\\//d" /proc/self/mountinfo
        processes=$(ps -e -o args=) # the other half of a pipe is seen as sh one time, as sed another
        printf "%s\\n" "$processes" | sed "s/^/process /"'''

    /** Sees to it that there is an image of Debian packages; made the first time, which takes a minute. */
    void needImage(String name, String... packages) {
        if (!engine.images().any { "$name:latest".toString() in it.names() }) {
            new LabImageVerb().run(
                    new LabImageVerb.Request(
                            new ImageName(name), packages as List, Optional.empty(), LabImageVerb.Variant.MINBASE,
                            Optional.empty(), new LabName(lab.name())),
                    Watch.NOBODY)
        }
    }

    /** Python with its standard library: the image "python" of other specifications is smaller. */
    void needPython() {
        needImage('python-stdlib', 'python3-minimal', 'libpython3-stdlib')
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
            if (ends) {
                new LabDownVerb().run(new LabDownVerb.Request(new LabName(lab.name()), true), Watch.NOBODY)
            }
        } finally {
            turn.close()
        }
    }
}
