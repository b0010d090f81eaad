package dev.cryo.lab

import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.Stepwise
import spock.lang.TempDir
import spock.util.concurrent.PollingConditions

/** The lab as its users meet it: real namespaces, a real Docker, a real CRIU. Needs root; the first run builds the tree. */
@Stepwise
@Requires({ new File('/proc/self/status').text =~ /(?m)^Uid:\t0\t/ })
class LabLabSpec extends Specification {

    static final NAME = new LabName('test-lab')
    static final SECOND = new LabName('test-lab-2')
    static final OLD = new LabName('test-lab-old')

    @TempDir
    Path folder

    def lab = Lab.named(NAME)
    def heard = new Heard()

    def setupSpec() {
        removeAll()
    }

    def cleanupSpec() {
        removeAll()
    }

    def 'up starts a lab, and starting it again changes nothing'() {
        given:
        up(NAME)
        def pid = lab.initPid()

        when:
        up(NAME)

        then:
        lab.isUp()
        lab.initPid() == pid
        Files.exists(lab.socket())
        Lab.all()*.name().contains('test-lab')
    }

    def 'status shows that it runs, and what it holds'() {
        when:
        def state = new LabStatusVerb().run(new LabStatusVerb.Request(Optional.of(NAME)), heard).first()

        then:
        state.state() == LabState.State.UP
        state.pid().get() == lab.initPid()
        state.docker().get().startsWith('28.')
        state.criu().get() =~ /^4\.\d/
        state.runc().present && state.containerd().present
        state.size().bytes() > 0
    }

    def 'env prints the line for a shell'() {
        expect:
        new LabEnvVerb().run(new LabEnvVerb.Request(NAME), heard).text() == "export DOCKER_HOST=unix://${lab.socket()}\n"
    }

    def 'exec hands over arguments, output and status as they are'() {
        expect:
        exec('printf', '[%s]', 'a b', '', "c'\"d", '$HOME', '--', '-n') == "[a b][][c'\"d][\$HOME][--][-n]"

        when:
        def ran = ran(NAME, 'sh', '-c', 'echo told; echo why >&2; exit 7')

        then:
        ran.status() == 7
        ran.out() == 'told\n'
        ran.err() == 'why\n'
        heard.out.toString().endsWith('told\n')
        heard.err.toString() == 'why\n'
    }

    def 'the busybox image is there and works'() {
        expect:
        docker('run', '--rm', 'busybox', 'sh', '-c', 'id -un; stat -c %a /tmp; echo "1 2" | wc -w').readLines() ==
                ['root', '1777', '2']
        docker('run', '--rm', 'busybox', 'cat', '/proc/1/comm').trim() == 'cat'
        docker('inspect', '-f', '{{.Config.Cmd}}', 'busybox').trim() == '[sh]'
    }

    def 'the default runtime is the one of this build'() {
        expect:
        docker('info', '-f', '{{.DefaultRuntime}}').trim() == 'cryo'
        exec('cat', '/usr/local/bin/cryo-runtime') ==
                LabHost.getResourceAsStream('/dev/cryo/engine/host/cryo-runtime').text

        when: 'somebody spoils it'
        exec('sh', '-c', 'echo spoiled > /usr/local/bin/cryo-runtime; chmod 644 /usr/local/bin/cryo-runtime')
        up(NAME)

        then:
        exec('head', '-n1', '/usr/local/bin/cryo-runtime').startsWith('#!')
        exec('stat', '-c', '%a', '/usr/local/bin/cryo-runtime') == '755\n'
    }

    def 'the machine is visible below /host, and the lab is not in it again'() {
        given:
        Files.writeString(folder.resolve('here'), 'seen')

        expect:
        exec('cat', lab.hostView() + folder.resolve('here')) == 'seen'
        !exec('cat', '/proc/self/mountinfo').contains("/host/host")
        exec('cat', '/proc/self/mountinfo').readLines().count { it.contains(' / / ') } == 1
    }

    def 'CRIU dumps a container into a folder of the machine, and restores it from there'() {
        given: 'a container that counts in memory, run by runc itself'
        def images = lab.hostView() + folder
        def busybox = lab.hostView() + lab.cache().made(Recipe.lab(DockerFrom.SID)).resolve('busybox.tar')
        exec('sh', '-ec', """
            mkdir -p /tmp/bundle/rootfs
            cd /tmp/bundle
            tar -xf '$busybox' -C rootfs
            runc spec
            sed -i 's/"terminal": true/"terminal": false/; s/"readonly": true/"readonly": false/' config.json
            sed -i 's#"sh"#"sh", "-c", "i=0; while :; do i=\$((i+1)); echo \$i > /count; sleep 0.05; done"#' config.json
            runc run -d counter < /dev/null > /dev/null 2>&1
            sleep 1
            runc checkpoint --image-path '$images' --work-path '$images' counter
        """)
        def frozen = count()

        expect: 'it stands still'
        Files.exists(folder.resolve('inventory.img'))
        frozen > 5

        when:
        sleep 300
        def still = count()
        exec('sh', '-ec', "cd /tmp/bundle; runc restore -d --image-path '$images' --work-path '$images' counter < /dev/null > /dev/null 2>&1")
        sleep 1000
        def later = count()
        exec('sh', '-c', 'runc delete -f counter; rm -rf /tmp/bundle')

        then: 'and goes on from where it was'
        still == frozen
        later > frozen
        later < frozen + 40
        ['dump.log', 'restore.log'].every { !Files.readString(folder.resolve(it)).contains('No parent found for mountpoint') }
    }

    private int count() {
        exec('cat', '/tmp/bundle/rootfs/count').trim() as int
    }

    def 'a tar or a folder becomes an image'() {
        given:
        def root = Files.createDirectories(folder.resolve('a root/bin'))
        Files.copy(lab.cache().made(Recipe.lab(DockerFrom.SID)).resolve('root/bin/busybox'), root.resolve('sh'))
        root.resolve('sh').toFile().executable = true

        when:
        def image = new LabAddVerb().run(new LabAddVerb.Request(folder.resolve('a root'), new ImageName('mini:1'),
                Optional.of(new CommandWords("sh -c 'echo \"as said\"'")), NAME), heard)

        then:
        image.id() =~ /^sha256:/
        docker('run', '--rm', 'mini:1') == 'as said\n'
    }

    def 'Debian packages become an image, of which the second is the first'() {
        given:
        def request = new LabImageVerb.Request(new ImageName('less'), ['less,'], Optional.of(new CommandWords('less --version')),
                LabImageVerb.Variant.MINBASE, Optional.empty(), NAME)

        when:
        def image = new LabImageVerb().run(request, heard)
        def again = new LabImageVerb().run(request, heard)

        then: 'one that is made anew has another id'
        again.id() == image.id()
        docker('run', '--rm', 'less') =~ /^less \d/
        docker('run', '--rm', 'less', 'sh', '-c', 'ls /var/lib/apt/lists /var/cache/apt').readLines()*.trim() ==
                ['/var/cache/apt:', 'archives', '', '/var/lib/apt/lists:', 'partial']
    }

    def 'two labs have networks and containers of their own'() {
        when:
        up(SECOND)
        docker('run', '-d', '--name', 'mine', 'busybox', 'sleep', '1000')

        then:
        exec('readlink', '/proc/self/ns/net') != exec(SECOND, 'readlink', '/proc/self/ns/net')
        exec(SECOND, 'docker', 'ps', '-aq') == ''
        docker('inspect', '-f', '{{.NetworkSettings.IPAddress}}', 'mine').startsWith('172.')

        when:
        down(SECOND)

        then:
        lab.isUp()
        !Lab.named(SECOND).isUp()
        leftovers(SECOND) == []
    }

    def 'up repairs a lab whose #victim was killed'() {
        given:
        kill(victim)

        when:
        up(NAME)

        then:
        lab.isUp()
        docker('run', '--rm', 'busybox', 'echo', 'well') == 'well\n'

        where:
        victim << ['containerd', 'dockerd', 'docker-init', 'unshare', 'containerd-shim']
    }

    def 'up repairs a lab that was killed while it started'() {
        given:
        down(NAME)
        def impatient = new Heard(patience: delay)

        when:
        def interrupted = false
        try {
            new LabUpVerb().run(LabUpVerb.Request.of(NAME), impatient)
        } catch (Problem e) {
            interrupted = e.kind() == Problem.Kind.INTERRUPTED
        }

        then: 'it is up, where it was quicker than the wish, or nothing of it is there'
        interrupted ? leftovers(NAME) == [] : lab.isUp()

        when:
        up(NAME)

        then:
        lab.isUp()

        where:
        delay << [0, 20, 50, 150]
    }

    def 'a socket and a state left behind by a crash do not matter'() {
        given:
        down(NAME)
        Files.writeString(lab.socket(), '')
        Files.writeString(lab.folder().resolve('init'), ProcessRef.of(ProcessHandle.current().pid()).get().toString()
                .replaceFirst(/ (\d+) /, ' 1 '))

        when:
        up(NAME)

        then:
        lab.isUp()
    }

    def 'another Docker is refused while it runs, and has a lab of its own'() {
        when:
        up(NAME, DockerFrom.TRIXIE)

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.USAGE

        when:
        up(OLD, DockerFrom.TRIXIE)

        then:
        exec(OLD, 'docker', 'version', '-f', '{{.Server.Version}} {{.Server.Experimental}}') =~ /^26\.1\S* true/

        cleanup:
        if (Lab.named(OLD).exists()) {
            down(OLD)
        }
    }

    def 'down leaves no process, mount, namespace or cgroup, and the firewall of the machine as it was'() {
        given:
        def mounts = new File('/proc/self/mountinfo').text
        def rules = firewall()
        docker('run', '-d', '--name', 'busy', '-p', '8080:80', 'busybox', 'sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done')
        def visitor = new ProcessBuilder(['setsid'] + lab.enter(['sleep', '1000'])).start()
        def began = lab.requireInit()

        when:
        down(NAME)

        then:
        leftovers(NAME) == []
        !began.alive()
        !visitor.alive || visitor.waitFor()
        !Files.exists(lab.socket())
        new File('/proc/self/mountinfo').text == mounts
        firewall() == rules

        when: 'it comes back with what it had'
        up(NAME)

        then:
        docker('ps', '-a', '--format', '{{.Names}} {{.Status}}').readLines().any { it.startsWith('busy Exited (0)') }

        when:
        down(NAME)
        new LabEnvVerb().run(new LabEnvVerb.Request(NAME), heard)

        then:
        def problem = thrown(Problem)
        problem.remedy().get() == 'lab up --name test-lab'
    }

    def 'rm removes a lab that is down'() {
        when:
        new LabRmVerb().run(new LabRmVerb.Request(NAME), heard)

        then:
        !Files.exists(lab.folder())
        !Lab.all()*.name().contains('test-lab')
    }

    private up(LabName name, DockerFrom docker = null) {
        new LabUpVerb().run(new LabUpVerb.Request(name, Optional.ofNullable(docker), false, false, Optional.empty(), Optional.empty()), heard)
    }

    private down(LabName name) {
        new LabDownVerb().run(new LabDownVerb.Request(name, false), heard)
    }

    private LabExecVerb.Ran ran(LabName name, String... words) {
        new LabExecVerb().run(new LabExecVerb.Request(name, words as List), heard)
    }

    /** What a command on a lab's host wrote; it must end well. */
    private String exec(LabName name = NAME, String... words) {
        def ran = ran(name, words)
        assert ran.status() == 0: ran.err()
        ran.out()
    }

    private String docker(String... words) {
        exec(NAME, (['docker'] + (words as List)) as String[])
    }

    /** Ends one process of the lab from outside, as a crash or the kernel's out-of-memory killer would. */
    private kill(String program) {
        def init = lab.requireInit()
        if (program == 'containerd-shim') {
            docker('run', '-d', 'busybox', 'sleep', '1000')
        }
        def candidates = program == 'unshare' ? [init.parent().get()]
                : program == 'docker-init' ? [init]
                : ProcessHandle.of(init.pid()).get().descendants().toList()
                        .collect { ProcessRef.of(it.pid()).orElse(null) }.findAll { it && it.command().startsWith(program) }
                        .findAll { program != 'containerd' || it.command() == 'containerd' }
        assert candidates
        candidates.each { it.kill() }
    }

    /** What a lab that is down still has on the machine. */
    private static List<String> leftovers(LabName name) {
        def folder = Lab.named(name).folder().toString()
        def found = []
        new File('/proc').eachDirMatch(~/\d+/) { process ->
            try {
                def ids = new File(process, 'cmdline').text
                if (ids.contains("lab-init.sh\0") && ids.contains("labs/$name\0") || ids.contains("/cryo-$name\0")) {
                    found << "process $process.name: $ids"
                }
                def mounts = new File(process, 'mountinfo').text
                if (mounts.contains("labs/$name/")) {
                    found << "mount of process $process.name"
                }
            } catch (IOException ignored) {
                // It ended meanwhile.
            }
        }
        found + new Cgroups(name).existing()*.toString()
    }

    /** The machine's own rules, if there is a program here that shows them. */
    private static String firewall() {
        def tree = Cache.ofEnvironment().made(Recipe.lab(DockerFrom.SID)).resolve('root')
        def rules = ['chroot', tree.toString(), '/usr/sbin/nft', 'list', 'ruleset'].execute()
        rules.text
    }

    private static removeAll() {
        [NAME, SECOND, OLD].each {
            if (Lab.named(it).exists()) {
                new LabDownVerb().run(new LabDownVerb.Request(it, true), Watch.NOBODY)
                new LabRmVerb().run(new LabRmVerb.Request(it), Watch.NOBODY)
            }
        }
    }

    private static void waitUntil(Closure<Boolean> condition) {
        new PollingConditions(timeout: 60, delay: 0.05).eventually { assert condition() }
    }

    /** Keeps what it hears; cancels when its patience, in milliseconds, is over. */
    static class Heard implements Watch {
        final out = new ByteArrayOutputStream()
        final err = new ByteArrayOutputStream()
        final long begun = System.nanoTime()
        Integer patience

        void step(String what) {}

        void note(String line) {}

        void done(Watch.Finished piece) {}

        void write(Watch.Stream stream, byte[] bytes) {
            (stream == Watch.Stream.OUT ? out : err).writeBytes(bytes)
        }

        boolean cancelled() {
            patience != null && System.nanoTime() - begun > patience * 1_000_000L
        }
    }
}
