package dev.cryo.forensics

import groovy.json.JsonOutput
import groovy.json.JsonSlurper

import java.nio.file.Files
import java.nio.file.Path

import static dev.cryo.forensics.Questions.known

/** What Cryo answers about a checkpoint, beside what /proc said just before it was made, and beside what crit shows of its images. */
class ProgramAnswers {

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

    /** What is not in crit's language. */
    private static final OTHERS = ~/pages-.*|tmpfs-.*|.*\.json|.*\.log|route.*|ifaddr.*|rule.*|iptables.*|ip6tables.*|nftables.*/

    private final Closure ask

    /** @param ask calls a verb, given its arguments by name and then its own name, and returns what it does */
    ProgramAnswers(Closure ask) {
        this.ask = ask
    }

    /** @param proc what {@link #PROC} printed */
    void agreeWithProc(Object evidence, List<String> proc) {
        def before = parsed(proc)
        def processes = ask('processes', evidence: evidence)
        assert processes.every { it.damage().empty }
        assert processes.collectEntries { [it.process().get() as String, it.command()] } == before.P
        assert processes.collectEntries { [it.process().get() as String, it.threads() as String] } == before.T
        assert processes.collectEntries { [it.process().get() as String, known(it.commandLine()).stripTrailing()] } ==
                before.C.collectEntries { pid, hex -> [pid, words(hex)] }

        assert ask('environment', evidence: evidence).groupBy { it.process().get() as String }
                .collectEntries { pid, rows -> [pid, rows.collectEntries { [it.name(), known(it.value())] }] } ==
                before.E.collectEntries { pid, hex -> [pid, variables(hex)] }.findAll { it.value }

        def mapped = ask('maps', evidence: evidence)
                .findAll { it.file().present && known(it.file()).startsWith('/') && !known(it.file()).startsWith('/memfd') }
                .collect { "${it.process().get()} ${it.range()} ${it.permissions()} ${known(it.file())}".toString() }
        assert differences(mapped,
                before.M.findAll { it ==~ /\d+ \S+ \S+ \/.*/ && !(it =~ / \/(memfd|dev\/zero|SYSV)|\(deleted\)$/) }) == []

        def open = ask('files', evidence: evidence).findAll { it.type() == 'reg' && it.descriptor() ==~ /\d+/ && !it.deleted() }
                .collect { "${it.process().get()} ${it.descriptor()} ${it.file()}".toString() }
        assert differences(open, before.F.findAll { it ==~ /\d+ \d+ \/.*/ && !(it =~ / \/(dev\/(pts|tty)|memfd)|\(deleted\)$/) }) == []
    }

    /** The image files that crit can show. */
    static List<String> forCrit(Path images) {
        images.toFile().list().findAll { !(it ==~ OTHERS) }.sort()
    }

    /**
     * As crit shows it, so {@code decode} does, and {@code encode} makes the same bytes of that.
     *
     * @param shown what crit said of an image file of that name
     */
    void agreeWithCrit(Path images, Path work, Closure<String> shown) {
        def names = forCrit(images)
        assert names.size() > 20
        names.each { name ->
            def tree = ask('decode', evidence: images.resolve(name).toString()).tree()
            def json = JsonOutput.toJson([magic: tree.magic, entries: tree.entries.collect { it }])
            def (one, other) = [json, shown(name)].collect { ForensicsLabSpec.normal(new JsonSlurper().parseText(it)) }
            assert one.magic == other.magic && one.entries.size() == other.entries.size(): name
            assert [one.entries, other.entries].transpose().find { a, b -> a != b } == null: name
            def text = Files.writeString(work.resolve("${name}.text"), json)
            def again = work.resolve("${name}.again")
            ask('encode', json: text, image: again)
            assert Files.mismatch(again, images.resolve(name)) == -1: name
        }
    }

    private static List<String> differences(List<String> ours, List<String> theirs) {
        (ours - theirs).collect { "only Cryo: $it".toString() } + (theirs - ours).collect { "only /proc: $it".toString() }
    }

    private static Map parsed(List<String> proc) {
        def of = { String letter -> proc.findAll { it.startsWith("$letter ") }*.substring(2) }
        def byPid = { String letter -> of(letter).collectEntries { it.split(' ', 2) as List } }
        [P: byPid('P'), T: byPid('T'), C: byPid('C'), E: byPid('E'), F: of('F'),
         M: of('M').collect { it.replaceAll(/\b0+(?=[0-9a-f]+[- ])/, '').replaceFirst(/^(\d+ \S+ \S+) \S+ \S+ \S+\s*/, '$1 ') }]
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
}
