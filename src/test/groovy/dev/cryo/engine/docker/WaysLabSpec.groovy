package dev.cryo.engine.docker

import dev.cryo.catalog.Interruption
import dev.cryo.engine.EngineHost
import dev.cryo.engine.HostScript
import dev.cryo.shell.Front
import dev.cryo.shell.Streams
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.Keys
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Relay
import dev.cryo.testlab.SshServer
import dev.cryo.verb.ContainerId
import dev.cryo.verb.HostPath
import dev.cryo.verb.Problem
import groovy.json.JsonSlurper
import org.junit.jupiter.api.Assumptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files
import java.time.Duration

/**
 * The lab's engine by every way that leads to one from afar: its host is reached through the daemon alone, and no folder
 * is seen by both sides.
 */
class WaysLabSpec extends Specification {

    static final FAST = 'i=0; while true; do echo $i; echo $i > /count; i=$(expr $i + 1); sleep 0.1; done'

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared @AutoCleanup Relay plain = new Relay(lab.lab.socket())
    @Shared Keys keys = new Keys(lab.folder.resolve('keys'))
    @Shared @AutoCleanup Relay secured = new Relay(lab.lab.socket(), keys.server())
    @Shared @AutoCleanup SshServer ssh = SshServer.possible()
            ? new SshServer(lab.folder.resolve('ssh'), lab.folder.resolve('bin'), lab.lab.socket()) : null

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
    }

    /** Runs Cryo by a way. */
    private CommandLine.Outcome cryo(String way, String... words) {
        switch (way) {
            case 'api': return inThisProcess(words)
            case 'tcp': return run([DOCKER_HOST: "tcp://127.0.0.1:${plain.port()}"], words)
            case 'tls': return run([DOCKER_HOST: "tcp://127.0.0.1:${secured.port()}", DOCKER_TLS_VERIFY: '1',
                                    DOCKER_CERT_PATH: keys.client.toString()], words)
            case 'ssh':
                Assumptions.assumeTrue(ssh != null, 'needs sshd and the docker client')
                return run([DOCKER_HOST: "ssh://root@127.0.0.1:${ssh.port}"], words)
        }
        throw new IllegalArgumentException(way)
    }

    private CommandLine.Outcome run(Map<String, ?> variables, String... words) {
        CommandLine.finish(lab.commandLine(variables.collectEntries { k, v -> [k, v.toString()] }).cryo(words))
    }

    private DockerEngine far() {
        DockerEngine.throughItsApi("unix://${lab.lab.socket()}".toString(), Optional.empty())
    }

    private CommandLine.Outcome inThisProcess(String... words) {
        def out = new ByteArrayOutputStream()
        def err = new ByteArrayOutputStream()
        def streams = new Streams(InputStream.nullInputStream(), new PrintStream(out, true, 'UTF-8'),
                new PrintStream(err, true, 'UTF-8'), false, false, false)
        int status = new Front(streams, { lab.workspace(far()) }, {}).run(words as List, new Interruption())
        new CommandLine.Outcome(status, out.toString('UTF-8').readLines(), err.toString('UTF-8').readLines())
    }

    private String done(String way, String... words) {
        def outcome = cryo(way, words)
        assert outcome.status() == 0: outcome.err().join('\n')
        outcome.out().join('\n')
    }

    private int last(String name) {
        lab.counted(name).last()
    }

    private static boolean withoutGap(List<Integer> numbers) {
        numbers == (numbers.first()..numbers.last()).toList()
    }

    /** What Cryo may have left on the engine's host: nothing. */
    private void nothingIsLeft() {
        assert lab.onHost('ls -d /var/lib/cryo /run/cryo/*/arm /run/cryo/*/holder /run/cryo/*/frozen 2>/dev/null').out() == []
        assert docker('/containers/json?all=true').every { !(it.Labels?.containsKey(DockerEngine.OWN)) }
        assert docker('/images/json').every { !(it.Labels?.containsKey(DockerEngine.OWN)) }
    }

    private List docker(String path) {
        def api = new DockerApi(new SocketHttpClient(new UnixWay(lab.lab.socket())), 'the lab')
        new JsonSlurper().parseText(api.get(path).toString()) as List
    }

    def "#way: checkpoint, restore, capture and rewind, with the whole receipt"() {
        given:
        def name = "by-$way".toString()
        def id = done(way, 'run', '--name', name, '-d', 'busybox', 'sh', '-c', FAST)
        soon.eventually { assert lab.counted(name).size() > 3 }

        when: 'a checkpoint that lets it go on'
        def early = done(way, 'checkpoint', '--leave-running', '--label', 'early', name)
        def earlyAt = last(name)

        then:
        early == id
        soon.eventually { assert last(name) > earlyAt }

        when: 'one that stops it'
        done(way, 'checkpoint', name)
        def stoodAt = last(name)

        then:
        !lab.container(name).alive()
        done(way, 'ps').contains('Checkpointed')

        when: 'it is restored'
        def restored = new JsonSlurper().parseText(done(way, '--json', 'restore', name))

        then: 'it goes on from there, and everything that a receipt compares was compared'
        soon.eventually { assert last(name) > stoodAt + 1 }
        withoutGap(lab.counted(name))
        def compared = (restored instanceof List ? restored[0] : restored).receipt.compared
        compared*.what.containsAll(['process tree', 'random bytes', 'stack address', 'break address', 'vdso address',
                                    'sampled pages', 'descriptors'])
        compared.findAll { it.judged }.every { it.equal }

        when: 'a series'
        done(way, 'capture', '--times', '2', '--every', '200ms', name)

        then:
        done(way, 'checkpoints', name).readLines().count { it.startsWith("$name ") } == 4

        when: 'it is put back to the early one'
        done(way, 'rewind', name, "$name@early")
        soon.eventually { assert fallIn(lab.counted(name)) > 0 }
        def numbers = lab.counted(name)
        def fall = fallIn(numbers)

        then: 'memory and files are those of then'
        numbers[fall] <= earlyAt + 1
        lab.inside(name, 'cat', '/count').trim().toInteger() < numbers[fall - 1]
        nothingIsLeft()

        where:
        way << ['api', 'tcp', 'tls', 'ssh']
    }

    /** Where the numbers begin anew; 0 when they do not. */
    private static int fallIn(List<Integer> numbers) {
        (1..<numbers.size()).find { numbers[it] < numbers[it - 1] } ?: 0
    }

    def "api: image directories here and on the host, and CRIU's logs in a folder of the user's"() {
        given:
        lab.run('origin', FAST)
        soon.eventually { assert lab.counted('origin').size() > 3 }
        def here = lab.folder.resolve('images-here')
        def logs = lab.folder.resolve('logs')

        when:
        done('api', 'checkpoint', '--leave-running', "--image-dir=$here", "--work-dir=$logs", 'origin')
        done('api', 'checkpoint', '--image-dir=host:/var/tmp/images-there', 'origin')
        def stoodAt = last('origin')

        then:
        Files.exists(here.resolve('inventory.img'))
        Files.exists(logs.resolve('dump.log'))
        lab.onHost('ls /var/tmp/images-there').out().containsAll(['inventory.img', 'cryo.json', 'descriptors.json'])

        when:
        done('api', 'create', '--name', 'twin', 'busybox', 'sh', '-c', FAST)
        done('api', 'restore', '--force', '--image-dir=host:/var/tmp/images-there', "--work-dir=$logs", 'twin')

        then:
        soon.eventually { assert lab.counted('twin').size() > 1 }
        lab.counted('twin').first() == stoodAt + 1
        Files.exists(logs.resolve('restore.log'))

        and: 'a folder that holds a checkpoint is refused, as on every host'
        def refused = cryo('api', 'checkpoint', '--leave-running', '--image-dir=host:/var/tmp/images-there', 'twin')
        refused.status() == 1
        refused.err().join().contains('holds a checkpoint already')
        nothingIsLeft()

        cleanup:
        lab.onHost('rm -rf /var/tmp/images-there')
    }

    def "a dump that certainly fails is refused through the API, explained, and leaves the container running"() {
        given: 'an open file that was deleted, and is too large to be taken along'
        lab.run('web', 'head -c 20000000 /dev/zero > /big; exec 3< /big; rm /big; touch /ready; while true; do sleep 1; done')
        soon.eventually { assert lab.inside('web', 'ls', '/').contains('ready') }

        when:
        def outcome = cryo('api', 'checkpoint', 'web')

        then:
        outcome.status() == 1
        outcome.err().join('\n').contains('ghost')
        lab.container('web').alive()
        nothingIsLeft()
    }

    def "the foothold is not seen in lists, and what it has begun goes on when it is gone"() {
        given:
        def engine = far()
        def host = engine.host()
        def mark = '/run/cryo-ways-mark'

        when: 'a script runs'
        def process = host.start(new HostScript('slow', 'echo begun; sleep 3; echo "ended $$" > "$1"'), [mark])

        then:
        process.line() == Optional.of('begun')
        engine.containers(true).isEmpty()
        engine.images()*.names().flatten().every { !it.contains('foothold') }
        def foothold = docker('/containers/json').find { it.Labels?.containsKey(DockerEngine.OWN) }
        foothold != null

        when: 'somebody removes the container under it'
        lab.engine.remove(new ContainerId(foothold.Id), true)

        then: 'it comes to its end all the same'
        soon.eventually { assert lab.onHost("cat $mark").out().any { it.startsWith('ended') } }

        cleanup:
        process?.close()
        engine?.close()
        lab.onHost("rm -f $mark")
    }

    def "a foothold whose lease is over is gone, and another takes its place; what is left of a dead one is removed"() {
        given: 'one that was made and never started, as by a Cryo that died then'
        def api = new DockerApi(new SocketHttpClient(new UnixWay(lab.lab.socket())), 'the lab')
        def host = new ApiHost(api, Duration.ofSeconds(2))
        host.exists(new HostPath('/'))
        def left = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode().put('Image', 'cryo-foothold')
        left.putArray('Cmd').add('nothing')
        left.putObject('Labels').put(DockerEngine.OWN, 'yes')
        def abandoned = api.answer('/containers/create', left).path('Id').asText()

        expect: 'the first goes by itself'
        def first = footholds().find { it != abandoned }
        soon.eventually { assert !(first in footholds()) }

        and: 'the next question makes another, and clears away'
        soon.eventually {
            assert host.exists(new HostPath('/'))
            assert !(abandoned in footholds())
            assert !footholds().isEmpty()
        }

        when:
        host.close()

        then:
        soon.eventually { nothingIsLeft() }
    }

    private List<String> footholds() {
        docker('/containers/json?all=true').findAll { it.Labels?.containsKey(DockerEngine.OWN) }*.Id
    }

    def "a Cryo that is killed in the middle of a checkpoint leaves nothing frozen and nothing behind but a leased container"() {
        given:
        lab.run('web', FAST)
        soon.eventually { assert lab.counted('web').size() > 3 }
        def running = lab.commandLine([DOCKER_HOST: "tcp://127.0.0.1:${plain.port()}".toString()])
                .cryo('checkpoint', 'web')

        when: 'it is killed while the container stands still'
        soon.within(60) { assert lab.onHost('ls -d /run/cryo/*/frozen').succeeded() }
        running.destroyForcibly().waitFor()

        then: 'the container goes on'
        soon.eventually { assert !lab.onHost('ls -d /run/cryo/*/frozen').succeeded() }
        def at = last('web')
        soon.eventually { assert last('web') > at }

        and: 'what was exchanged is removed'
        soon.eventually { assert lab.onHost('ls /var/lib/cryo').out() == [] }

        cleanup:
        docker('/containers/json?all=true').findAll { it.Labels?.containsKey(DockerEngine.OWN) }.each {
            lab.engine.remove(new ContainerId(it.Id), true)
        }
    }

    def "files of the host: parts of them, folders, what is missing, and names that are no words"() {
        given:
        def engine = far()
        EngineHost host = engine.host()
        lab.onHost('''mkdir -p "$1" && printf 'abcdefgh' > "$1/a file" && touch "$1/-e \\\\n" "$1/\\$(id)"''', '/run/cryo-ways')

        expect:
        new String(host.read(new HostPath('/run/cryo-ways/a file'), 2, 3)) == 'cde'
        new String(host.read(new HostPath('/run/cryo-ways/a file'), 6, 100)) == 'gh'
        host.read(new HostPath('/run/cryo-ways/a file'), 100, 10).length == 0
        host.list(new HostPath('/run/cryo-ways')).toSet() == ['a file', '-e \\n', '$(id)'].toSet()
        host.list(new HostPath('/run/nothing')) == []
        host.exists(new HostPath('/run/cryo-ways/$(id)'))
        !host.exists(new HostPath('/run/nothing'))

        and: 'more than one piece, byte for byte'
        lab.onHost('head -c 2500000 /dev/urandom > /run/cryo-ways/large')
        host.read(new HostPath('/run/cryo-ways/large'), 1, 3000000) ==
                lab.engine.host().read(new HostPath('/run/cryo-ways/large'), 1, 3000000)

        when:
        host.read(new HostPath('/run/nothing'))

        then:
        def missing = thrown(Problem)
        missing.evidence().join().contains('/run/nothing')

        and: 'the next question is answered'
        host.exists(new HostPath('/run/cryo-ways'))

        cleanup:
        engine?.close()
        lab.onHost('rm -rf /run/cryo-ways')
    }

    def "a context of the docker client leads to its engine; one that is unknown is answered with the list"() {
        given:
        Assumptions.assumeTrue(SshServer.run('sh', '-c', 'command -v docker') == 0, 'needs the docker client')
        def folder = lab.folder.resolve('docker-config')
        def docker = { String... words ->
            def p = new ProcessBuilder(['docker', '--config', folder.toString(), *words]).redirectErrorStream(true).start()
            def said = p.inputStream.text
            assert p.waitFor() == 0: said
        }
        docker('context', 'create', 'secured', '--docker',
                "host=tcp://127.0.0.1:${secured.port()},ca=${keys.client}/ca.pem,cert=${keys.client}/cert.pem,key=${keys.client}/key.pem".toString())
        docker('context', 'create', 'dead', '--docker', 'host=tcp://127.0.0.1:1')
        lab.run('web', FAST)

        expect:
        def named = run([DOCKER_CONFIG: folder], '--context', 'secured', 'ps')
        named.status() == 0 && named.out().join().contains('web')

        and: 'DOCKER_CONTEXT, and the current one'
        run([DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'secured'], 'ps').out().join().contains('web')
        docker('context', 'use', 'secured') == null
        run([DOCKER_CONFIG: folder], 'ps').out().join().contains('web')
        run([DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'dead'], 'ps').status() == 1

        and:
        def unknown = run([DOCKER_CONFIG: folder], '--context', 'securd', 'ps')
        unknown.status() == 2
        unknown.err().join('\n').contains('default, dead, secured')
        unknown.err().join('\n').contains("did you mean 'secured'?")
    }

    def "what goes wrong on a way is said in its words: #what"() {
        when:
        def outcome = run(variables(), 'ps')

        then:
        outcome.status() == 1
        outcome.err().join('\n').contains(says)
        outcome.err().size() > 1

        where:
        what                    | variables                                                                                                                                                 || says
        'nobody listens'        | { [DOCKER_HOST: 'tcp://127.0.0.1:1'] }                                                                                                                    || 'tcp://127.0.0.1:1'
        'no TLS where it is'    | { [DOCKER_HOST: "tcp://127.0.0.1:${secured.port()}"] }                                                                                                     || 'tcp://127.0.0.1'
        'TLS where it is not'   | { [DOCKER_HOST: "tcp://127.0.0.1:${plain.port()}", DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: keys.client] }                                                || 'do not agree on TLS'
        'nobody we trust'       | { [DOCKER_HOST: "tcp://127.0.0.1:${secured.port()}", DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: Files.createDirectories(lab.folder.resolve('no keys'))] }   || 'do not agree on TLS'
        'ssh to nowhere'        | { [DOCKER_HOST: 'ssh://root@127.0.0.1:1'] }                                                                                                               || 'cannot be reached through ssh'
    }

    def "ssh: a socket in the address, and a remote docker that fails, are ssh's own words"() {
        given:
        Assumptions.assumeTrue(ssh != null, 'needs sshd and the docker client')
        lab.run('web', FAST)

        expect:
        run([DOCKER_HOST: "ssh://root@127.0.0.1:${ssh.port}${lab.lab.socket()}"], 'ps').out().join().contains('web')

        when:
        def wrong = run([DOCKER_HOST: "ssh://root@127.0.0.1:${ssh.port}/nowhere.sock"], 'ps')

        then:
        wrong.status() == 1
        wrong.err().join('\n').contains('/nowhere.sock')
    }
}
