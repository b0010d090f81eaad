package dev.cryo.forensics

import dev.cryo.testlab.LabEngine
import dev.cryo.verb.Problem
import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import org.opentest4j.TestAbortedException
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files
import java.nio.file.Path

import static dev.cryo.forensics.Questions.known

/**
 * Real programs as evidence: what Cryo says of their checkpoints is what /proc said just before, and what crit says of every
 * image. In an engine with user namespaces, for some change users.
 */
class WorkloadsLabSpec extends Specification {

    static final POSTGRES = '''
        PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
        mkdir -p /db /run/postgresql
        chown postgres /db /run/postgresql
        as_postgres='setpriv --reuid=postgres --regid=postgres --init-groups'
        $as_postgres initdb -D /db -A trust --no-sync --wal-segsize=1 > /dev/null
        exec $as_postgres postgres -D /db'''

    /** All that /proc says of the processes of a container, in lines: a letter, the pid inside, and what it is. */
    static final PROC = '''
        hex() { od -An -v -tx1 "$1" | tr -d ' \\n'; echo; }
        space=$(readlink "/proc/$1/ns/pid")
        for p in /proc/[0-9]*; do
          [ "$(readlink "$p/ns/pid" 2>/dev/null)" = "$space" ] || continue
          n=$(sed -n 's/^NSpid:.*\\t//p' "$p/status")
          echo "P $n $(cat "$p/comm")"
          echo "T $n $(sed -n 's/^Threads:\\t//p' "$p/status")"
          echo "C $n $(hex "$p/cmdline")"
          echo "E $n $(hex "$p/environ")"
          sed "s/^/M $n /" "$p/maps"
          for f in "$p"/fd/*; do echo "F $n ${f##*/} $(readlink "$f")"; done
        done'''

    @Shared @AutoCleanup LabEngine lab = LabEngine.upWithUserNamespaces()

    def soon = new PollingConditions(timeout: 90, delay: 0.2)

    def cleanup() {
        lab.removeContainers()
        lab.onHost('rm -rf --one-file-system /tmp/for-crit')
    }

    def "#what: what is asked of its checkpoint is what /proc said"() {
        given:
        if (packages) {
            lab.needImage(image, *packages)
        }
        assert lab.onHost("docker run -d --name work $image \"\$@\"", *command).succeeded()
        soon.eventually { assert ready(seen()) }

        when:
        def before = seen()
        lab.call('checkpoint', containers: 'work', leaveRunning: true)

        then: 'processes, their threads and arguments'
        def processes = lab.call('processes', evidence: 'work@1')
        processes.every { it.damage().empty }
        processes.collectEntries { [it.process().get() as String, it.command()] } == before.P.collectEntries { it }
        processes.collectEntries { [it.process().get() as String, it.threads() as String] } == before.T
        processes.collectEntries { [it.process().get() as String, known(it.commandLine()).stripTrailing()] } ==
                before.C.collectEntries { pid, hex -> [pid, words(hex)] }

        and: 'the environment of each'
        lab.call('environment', evidence: 'work@1').groupBy { it.process().get() as String }
                .collectEntries { pid, rows -> [pid, rows.collectEntries { [it.name(), known(it.value())] }] } ==
                before.E.collectEntries { pid, hex -> [pid, variables(hex)] }.findAll { it.value }

        and: 'where files are mapped'
        differences(lab.call('maps', evidence: 'work@1').findAll { it.file().present && known(it.file()).startsWith('/') && !known(it.file()).startsWith('/memfd') }
                .collect { "${it.process().get()} ${it.range()} ${it.permissions()} ${known(it.file())}".toString() },
                before.maps.findAll { it ==~ /\d+ \S+ \S+ \/.*/ && !(it =~ / \/(memfd|dev\/zero|SYSV)|\(deleted\)$/) }) == []

        and: 'and which files are open'
        differences(lab.call('files', evidence: 'work@1').findAll { it.type() == 'reg' && it.descriptor() ==~ /\d+/ && !it.deleted() }
                .collect { "${it.process().get()} ${it.descriptor()} ${it.file()}".toString() },
                before.files.findAll { it ==~ /\d+ \d+ \/.*/ && !(it =~ / \/(dev\/(pts|tty)|memfd)|\(deleted\)$/) }) == []

        and: 'decode says what crit says, and encode makes the same bytes of it'
        agreesWithCrit()

        where:
        what         | image        | packages                      | command
        'busybox'    | 'busybox'    | []                            | ['sh', '-c', 'exec 5>/open; while true; do sleep 1000; done']
        'Python'     | 'python'     | ['python3-minimal']           | ['python3', '-c', 'import os, time; f = open("/open", "w"); os.fork(); time.sleep(100000)']
        'Redis'      | 'redis'      | ['redis-server']              | ['redis-server', '--appendonly', 'yes']
        'nginx'      | 'nginx'      | ['nginx-light', 'apache2-utils'] | ['nginx', '-g', 'daemon off;']
        'PostgreSQL' | 'postgresql' | ['postgresql']                | ['sh', '-c', POSTGRES]
        'a JVM'      | 'jvm'        | ['openjdk-21-jre-headless']   | ['java', '-Xmx64m', '-m', 'jdk.httpserver', '-b', '127.0.0.1']
    }

    private static List<String> differences(List<String> ours, List<String> theirs) {
        (ours - theirs).collect { "only Cryo: $it".toString() } + (theirs - ours).collect { "only /proc: $it".toString() }
    }

    private Map seen() {
        def lines = lab.onHost(PROC, lab.container('work').state().pid() as String).out()
        def of = { String letter -> lines.findAll { it.startsWith("$letter ") }*.substring(2) }
        def byPid = { String letter -> of(letter).collectEntries { it.split(' ', 2) as List } }
        [P: byPid('P'), T: byPid('T'), C: byPid('C'), E: byPid('E'), files: of('F'),
         maps: of('M').collect { it.replaceAll(/\b0+(?=[0-9a-f]+[- ])/, '').replaceFirst(/^(\d+ \S+ \S+) \S+ \S+ \S+\s*/, '$1 ') }]
    }

    private Map last = [:]

    /** It has come so far that nothing changes any more. */
    private boolean ready(Map now) {
        def settled = now == last
        last = now
        if (!settled) {
            sleep(1500)
        }
        settled && now.P.size() > 0
    }

    private static String text(String hex) {
        new String(hex.decodeHex(), 'UTF-8')
    }

    private static String words(String hex) {
        text(hex).split('\0').join(' ').stripTrailing()
    }

    private static Map variables(String hex) {
        text(hex).split('\0').findAll { it.indexOf('=') > 0 }.collect { it.split('=', 2) as List }.reverse().collectEntries { it }
    }

    private void agreesWithCrit() {
        try {
            lab.needImage('crit', 'python3-pycriu')
        } catch (Problem e) {
            throw new TestAbortedException("no image with crit can be made here: ${e.evidence()}")
        }
        Path images = Files.createTempDirectory(lab.folder, 'images')
        lab.call('export', checkpoint: 'work@1', folder: images.resolve('of'))
        images = images.resolve('of')
        def names = images.toFile().list().findAll { !(it ==~ /pages-.*|tmpfs-.*|.*\.json|.*\.log|route.*|ifaddr.*|rule.*|iptables.*|ip6tables.*|nftables.*/) }.sort()
        lab.onHost("rm -rf --one-file-system /tmp/for-crit && mkdir /tmp/for-crit && cp /host$images/* /tmp/for-crit && chmod -R a+rwX /tmp/for-crit")
        def shown = lab.onHost("docker run --rm -v /tmp/for-crit:/images crit sh -c 'cd /images && for f in ${names.join(' ')}; do crit show \$f >\$f.shown || exit 1; done'")
        assert shown.succeeded(): shown.err().join('\n')
        assert names.size() > 20
        names.each { name ->
            def tree = lab.call('decode', evidence: images.resolve(name).toString()).tree()
            def json = JsonOutput.toJson([magic: tree.magic, entries: tree.entries.collect { it }])
            def theirs = lab.onHost("cat /tmp/for-crit/${name}.shown").out().join('\n')
            def (one, other) = [json, theirs].collect { ForensicsLabSpec.normal(new JsonSlurper().parseText(it)) }
            assert one.magic == other.magic && one.entries.size() == other.entries.size(): name
            assert [one.entries, other.entries].transpose().find { a, b -> a != b } == null: name
            def again = images.resolve("${name}.again")
            Files.writeString(images.resolve("${name}.text"), json)
            lab.call('encode', json: images.resolve("${name}.text"), image: again)
            assert Files.readAllBytes(again) == Files.readAllBytes(images.resolve(name)): name
        }
    }
}
