package dev.cryo.forensics

import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Witness
import dev.cryo.verb.Problem
import groovy.json.JsonSlurper
import org.opentest4j.TestAbortedException
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

/** Evidence made by a real engine: what crit, gdb and the program itself say of it. */
class ForensicsLabSpec extends Specification {

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def cleanup() {
        lab.removeContainers()
        lab.onHost('rm -rf --one-file-system /tmp/spec-*')
    }

    def typed(String line) {
        def outcome = console.type(line)
        assert outcome.status() == 0: outcome.err().join('\n')
        outcome.out()
    }

    Path start(String name) {
        Witness.start(lab, console, name)
    }

    def "gdb reads a planted variable, every thread's stack, and registers up to AVX"() {
        given:
        if (!new File('/usr/bin/gdb').canExecute()) {
            throw new TestAbortedException('there is no gdb on this machine')
        }
        def program = start('witness')
        typed('cryo checkpoint --leave-running --file-locks --tcp keep witness')

        when:
        typed('cryo core --to witness.core witness@1 1')
        def gdb = new ProcessBuilder(['gdb', '-nx', '-batch'] + [
                'p/x planted', 'p treasure', 'p counter[0]', 'thread apply all bt', 'thread 2', 'p/x $r12', 'p/x $xmm7.uint128',
                'p $st0', 'info auxv', 'info proc mappings'].collectMany { ['-ex', it] } + [program.toString(), lab.folder.resolve('witness.core').toString()])
                .redirectErrorStream(true).start()
        def said = gdb.inputStream.text

        then:
        said.contains('0x5eed5eed12345678')
        said.contains('the-treasure-is-4711-doubloons')
        said.contains('1234567890123')
        said =~ /#\d .* in sleep_long \(hours=1000\)/
        said =~ /#\d .* hold_registers \(\)/
        said =~ /#\d .* in main \(\)/
        said.contains('0x1122334455667788')
        said.contains('0xb0b1b2b3b4b5b6b7a0a1a2a3a4a5a6a7')
        said.contains('3.14159265358979')
        said.contains('AT_RANDOM')
        said.contains('/programs/witness')
    }

    def "three planted texts and a number are among the first ten changes of 200 MB"() {
        given:
        start('ballast')
        typed('cryo checkpoint --leave-running ballast')
        typed('cryo kill --signal USR1 ballast')
        Witness.waitFor(lab, 'ballast', 'planted')
        typed('cryo checkpoint --leave-running ballast')

        when:
        def first = typed('cryo --json diff ballast@1 ballast@2').take(10).collect { new JsonSlurper().parseText(it) }

        then:
        first.any { it.kind == 'string' && it.after.endsWith('first-planted-text') }
        first.any { it.kind == 'string' && it.after.contains("second-planted-text over a page's border") }
        first.any { it.kind == 'string' && it.after.endsWith('third') }
        first.any { it.kind == 'number' && it.after == '20260725' }

        and: 'a search over both finds what it finds in each'
        def found = { String evidence -> typed("cryo --json search $evidence /programs/ballast").collect { new JsonSlurper().parseText(it) } }
        def together = found('ballast@1 ballast@2')
        together == found('ballast@1') + found('ballast@2')
        together*.evidence.unique() == ['ballast@1', 'ballast@2']
    }

    def "decode says what crit says, of every image"() {
        given:
        try {
            lab.needImage('crit', 'python3-pycriu')
        } catch (Problem e) {
            throw new TestAbortedException("no image with crit can be made here: ${e.evidence()}")
        }
        start('witness')
        typed('cryo checkpoint --leave-running --file-locks --tcp keep --image-dir=images witness')
        def images = lab.folder.resolve('images')
        def names = Files.list(images).withCloseable { it.map { it.fileName.toString() }.sorted().toList() }
                .findAll { !(it ==~ /pages-.*|tmpfs-.*|.*\.json|.*\.log/) }

        when:
        lab.onHost("rm -rf --one-file-system /tmp/for-crit && mkdir /tmp/for-crit && cp /host$images/* /tmp/for-crit")
        typed("cryo run --rm -v /tmp/for-crit:/images crit sh -c 'cd /images && for f in ${names.join(' ')}; do crit show \$f >\$f.shown || exit 1; done'")
        def shown = names.collectEntries { [it, lab.onHost("cat /tmp/for-crit/${it}.shown").out().join('\n')] }

        then:
        names.size() > 30
        names.each { name ->
            def ours = new JsonSlurper().parseText(typed("cryo decode images/$name").join('\n'))
            assert normal(ours) == normal(new JsonSlurper().parseText(shown[name])): name
        }

        cleanup:
        lab.onHost('rm -rf --one-file-system /tmp/for-crit')
    }

    /** An older crit knows the first count of pages only, by the name that the second has now. */
    static normal(Map image) {
        if (image.magic == 'PAGEMAP') {
            image.entries.each {
                if (it.containsKey('compat_nr_pages')) {
                    it.remove('nr_pages')
                    it.nr_pages = it.remove('compat_nr_pages')
                }
            }
        }
        image
    }

    def "a checkpoint answers in Groovy, and its difference to another is its minus"() {
        given:
        lab.run('web', 'while true; do sleep 0.1; done')
        typed('cryo checkpoint --leave-running web')
        typed('cryo checkpoint --leave-running web')

        expect:
        typed("cryo -e \"def (one, two) = containers['web'].checkpoints.take(2); println one.files(process: 1)*.descriptor().take(3); " +
                "println one.decode('pstree.img').magic; println((two - one).every { it.kind().present })\"") ==
                ['[exe, cwd, root]', 'PSTREE', 'true']
    }

    /** Keeps a secret in each place that a checkpoint has. */
    static final KEEPER = '''
        echo "E_SECRET=hunter25" >/dev/shm/shop.env
        mkfifo /queue; exec 5<>/queue; echo "A_TOKEN=hunter22" >&5
        echo "ftp://shop:hunter23@db/" >/gone; exec 6</gone; rm /gone
        nc -l -p 7007 -e sleep 100000 & sleep 0.5
        (printf "GET / HTTP/1.1\\r\\nAuthorization: Basic c2hvcDpodW50ZXIyNA==\\r\\n"; sleep 100000) | nc 127.0.0.1 7007 &
        here="redis://:hunter26@cache:6379/0"
        sleep 1; echo ready; while :; do sleep 1; done'''

    def keeper() {
        def script = lab.folder.resolve('keeper.sh')
        Files.writeString(script, KEEPER)
        lab.onHost("rm -rf --one-file-system /tmp/spec-keeper && mkdir /tmp/spec-keeper && cp /host$script /tmp/spec-keeper/run")
        typed('cryo run -d --name keeper -e DB_PASSWORD=hunter21 -v /tmp/spec-keeper:/programs busybox sh /programs/run')
        Witness.waitFor(lab, 'keeper', 'ready')
        typed('cryo checkpoint --leave-running --tcp keep keeper')
    }

    def "secrets are found in every place, masked unless asked for"() {
        given:
        keeper()

        when:
        def shown = typed('cryo --json secrets --show keeper@1').collect { new JsonSlurper().parseText(it) }
        def masked = typed('cryo --json secrets keeper@1')
        def where = { String secret -> shown.find { it.secret.contains(secret) }.with { row -> [row.where] + row.also.collect { it } } }

        then:
        where('DB_PASSWORD=hunter21').any { it =~ /environment/ }
        where('A_TOKEN=hunter22').any { it =~ /pipe/ }
        where('ftp://shop:hunter23@db').any { it =~ /deleted file/ }
        where('c2hvcDpodW50ZXIyNA==').any { it =~ /tcp received/ }
        where('E_SECRET=hunter25').any { it =~ /tmpfs/ }
        where('redis://:hunter26@cache').any { it =~ /heap/ }
        masked.every { !(it =~ /hunter2\d/) }
    }

    def "YARA rules run over a checkpoint of the store and over an image directory, and agree"() {
        given:
        if (!['/usr/bin/yara', '/usr/local/bin/yara'].any { new File(it).canExecute() }) {
            throw new TestAbortedException('there is no yara on this machine')
        }
        lab.run('web', 'here=needle-4711; while true; do sleep 0.1; done')
        typed('cryo checkpoint --leave-running web')
        typed('cryo export web@1 exported')
        Files.writeString(lab.folder.resolve('rules.yar'), 'rule Needle { strings: $n = /needle-[0-9]+/ condition: $n }')

        when:
        def rows = ['web@1', 'exported'].collect { typed("cryo --json yara rules.yar $it").collect { new JsonSlurper().parseText(it) } }

        then:
        rows[0].any { it.rule == 'Needle' && it.string == '$n' && it.text == 'needle-4711' && it.mapping =~ /^heap/ && it.process == 1 }
        rows[0].collect { it - [evidence: 'web@1'] } == rows[1].collect { it - [evidence: 'exported'] }

        cleanup:
        new File(lab.folder.toFile(), 'exported').deleteDir()
    }
}
