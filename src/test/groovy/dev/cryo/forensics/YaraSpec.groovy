package dev.cryo.forensics

import dev.cryo.catalog.Workspace
import dev.cryo.criu.Fixture
import dev.cryo.criu.ImageDirectory
import dev.cryo.verb.Binder
import dev.cryo.verb.Problem
import dev.cryo.verb.ValueTypes
import dev.cryo.verb.Watch
import org.opentest4j.TestAbortedException
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** Rules of YARA over a real dump, run by the program itself. */
class YaraSpec extends Specification {

    @Shared @TempDir Path shared
    @TempDir Path folder
    @Shared Path images
    @Shared Questions questions

    def setupSpec() {
        images = Fixture.witness().into(Files.createDirectory(shared.resolve('images')))
        questions = new Questions(shared.resolve('store'))
    }

    def setup() {
        if (!['/usr/bin/yara', '/usr/local/bin/yara'].any { new File(it).canExecute() }) {
            throw new TestAbortedException('there is no yara on this machine')
        }
    }

    Path rules(String text) {
        Files.writeString(folder.resolve('rules.yar'), text)
    }

    def yara(Map given = [:], String text) {
        questions.ask(given + [rules: rules(text), evidence: [images.toString()]], 'yara')
    }

    def search(Map given = [:], String pattern) {
        questions.ask(given + [evidence: [images.toString()], pattern: pattern], 'search')
    }

    static leftovers() {
        new File(System.getProperty('java.io.tmpdir')).list().findAll { it ==~ /cryo-\d+\.memory/ }
    }

    def "strings are found in the processes and at the addresses where search finds them"() {
        given:
        def before = leftovers()

        when:
        def rows = yara('rule Known { strings: $t = "TOKEN=" $h = { 78 56 ?? 12 ed 5e } $r = /is-[0-9]+-doubloons/ condition: any of them }')

        then:
        rows.every { it.rule() == 'Known' && it.damage().empty && it.evidence() == images.toString() }
        rows.findAll { it.string() == '$t' }.collect { [it.process().get(), it.address(), it.mapping()] } as Set ==
                search('TOKEN=').collect { [it.process().get(), it.address(), it.mapping()] } as Set
        rows.findAll { it.string() == '$h' }*.address() as Set == search('hex:78 56 ?? 12 ed 5e')*.address() as Set
        rows.find { it.string() == '$r' }.with { [it.mapping(), it.text()] } == ['heap rw-p', 'is-4711-doubloons']
        leftovers() == before
    }

    def "a rule is asked of each process by itself, and one without strings has no address"() {
        when:
        def rows = yara('rule Both { strings: $a = "doubloons" $b = "s3cr3t" condition: all of them } rule Across { strings: $a = "doubloons" $b = { 73 6c 65 65 70 00 31 30 30 30 30 30 } condition: all of them } rule Alone { condition: filesize > 0 }')

        then:
        search('hex:73 6c 65 65 70 00 31 30 30 30 30 30')*.process()*.get() == [9]
        rows*.rule().unique().sort() == ['Alone', 'Both']
        rows.findAll { it.rule() == 'Both' }*.process()*.get().unique() == [1]
        rows.findAll { it.rule() == 'Alone' }.collect { [it.string(), it.address()] } == [['', '']] * 2
        yara('rule Alone { condition: filesize > 0 }', command: 'sleep')*.command() == ['sleep']
    }

    def "where and how much goes by options"() {
        expect:
        yara('rule T { strings: $t = "TOKEN=" condition: $t }', mapping: 'stack', process: [1])*.mapping().unique() == ['stack rw-p']
        yara('rule T { strings: $t = "TOKEN=" condition: $t }', limit: 1).size() == 1
    }

    def "strings over memory that does not lie together are left out"() {
        given: 'the eight bytes around a border between pieces, which are not all zeros'
        def process = ImageDirectory.open(images).process(1).get()
        def file = folder.resolve('memory')
        def copy = Files.newOutputStream(file).withCloseable { MemoryCopy.write(Asked.of(new EvidenceReader(null), About.all(new Evidence(images.toString()))), process, it, Watch.NOBODY) }
        def bytes = Files.readAllBytes(file)
        def border = (4096..<bytes.length).step(4096).find { at ->
            copy.place(at - 4, 8).empty && (at - 4..<at).any { bytes[it] != 0 } && (at..<at + 4).any { bytes[it] != 0 }
        }
        def hex = bytes[border - 4..<border + 4].collect { String.format('%02x', it) }.join(' ')

        expect:
        copy.place(border - 4, 4).present
        copy.place(border, 4).present
        yara("rule Border { strings: \$b = { $hex } condition: \$b }", process: [1])*.address() == search("hex:$hex", process: [1])*.address()
    }

    def "rules that are none are a problem with what yara says"() {
        when:
        yara('rule X { condition: nonsense }')

        then:
        def problem = thrown(Problem)
        problem.what() == 'yara could not run the rules'
        problem.evidence().any { it.contains('nonsense') }
    }

    def "Ctrl-C ends yara"() {
        given:
        def before = leftovers()
        def watch = new Watch() {
            boolean running

            void step(String what) { running = running || what.startsWith('running the rules') }
            void note(String line) {}
            void done(Watch.Finished piece) {}
            void write(Watch.Stream stream, byte[] bytes) {}
            boolean cancelled() { running }
        }
        def workspace = new Workspace({ null }, shared.resolve('store'))

        when:
        workspace.catalog().find('yara').get().call(new Binder(ValueTypes.STANDARD, Binder.Spelling.GROOVY),
                [rules: rules('rule Long { condition: for all i in (1..1000000000): (i > 0) }'), evidence: [images.toString()]], watch)

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.INTERRUPTED
        ProcessHandle.current().children().noneMatch { it.info().command().orElse('').endsWith('yara') }
        leftovers() == before
    }
}
