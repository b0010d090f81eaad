package dev.cryo.forensics

import dev.cryo.criu.Fixture
import dev.cryo.verb.Problem
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.util.zip.GZIPOutputStream

/** Damaged and malicious evidence: a row says what is damaged, the rest is shown, and nothing leaves its folder. */
class HostileEvidenceSpec extends Specification {

    static final QUESTIONS = [
            'processes', 'environment', 'files', 'sockets', 'queues', 'maps', 'registers', 'mounts', 'namespaces',
            'cgroups', 'timers', 'tmpfs', 'deleted', 'stats', 'strings', 'secrets']

    @TempDir Path folder
    Path images
    Questions questions

    def setup() {
        images = Fixture.witness().into(Files.createDirectory(folder.resolve('images')))
        questions = new Questions(folder.resolve('store'))
    }

    def ask(Map given = [:], String verb) {
        questions.ask(given + [evidence: images.toString()], verb)
    }

    def "one damaged process is a row that says so, and the other is shown"() {
        given:
        def mm = images.resolve('mm-1.img')
        Files.write(mm, Arrays.copyOf(Files.readAllBytes(mm), 100))

        when:
        def rows = ask('processes')

        then:
        rows*.command().take(2) == ['witness', 'sleep']
        rows[0].commandLine().why().contains("'mm-1.img' is damaged")
        rows[1].commandLine().present
        rows.last().damage().get().contains("'mm-1.img' is damaged")
        ask('environment').any { it.command() == 'sleep' && it.value().present }
    }

    def "a lost #name leaves the rest"() {
        given:
        Files.delete(images.resolve(name))

        expect:
        QUESTIONS.each { verb -> assert ask(verb) != null }
        ask('processes')*.process().findAll { it.present }

        where:
        name << ['inventory.img', 'files.img', 'core-1.img', 'pages-3.img', 'seccomp.img', 'cgroup.img']
    }

    def "a file that is none of CRIU's is a row that says so"() {
        given:
        Files.write(images.resolve('mountpoints-13.img'), new byte[1000])

        expect:
        ask('mounts')*.damage()*.get() == ["'mountpoints-13.img' is not an image of CRIU"]
    }

    def "every file cut, flipped or emptied: a problem or rows, nothing else"() {
        given:
        def random = new Random(20260725)
        def originals = Fixture.witness().images()
        def wrong = []

        when:
        originals.findAll { name, bytes -> !name.startsWith('pages-') }.each { name, bytes ->
            for (damaged in [Arrays.copyOf(bytes, bytes.length.intdiv(2)), new byte[0], flipped(bytes, random), flipped(bytes, random)]) {
                Files.write(images.resolve(name), damaged)
                4.times { wrong.addAll(misbehaviour(QUESTIONS[random.nextInt(QUESTIONS.size())])) }
                wrong.addAll(misbehaviour('decode', name: name))
            }
            Files.write(images.resolve(name), bytes)
        }

        then:
        wrong == []
    }

    /** What a verb does beside answering or telling of a problem. */
    def misbehaviour(Map given = [:], String verb) {
        try {
            def answer = ask(given, verb)
            if (verb == 'decode') {
                answer.tree().entries.each { it.size() }
            }
            []
        } catch (Problem expected) {
            expected.what() ? [] : ["$verb: a problem without words"]
        } catch (Throwable e) {
            ["$verb $given: $e"]
        }
    }

    static byte[] flipped(byte[] bytes, Random random) {
        def copy = bytes.clone()
        3.times { copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8)) }
        copy
    }

    def "names that lead elsewhere are not extracted"() {
        given:
        def archive = images.toFile().list().find { it.startsWith('tmpfs-dev-') }
        Files.write(images.resolve(archive), gzip(
                *['../../escaped', '/absolute', 'a/../../b', 'fine', 'fine', '.'].collect { tar(it) }, new byte[1024]))
        def to = folder.resolve('found')

        when:
        def rows = ask('tmpfs', to: to).findAll { it.path() in ['../../escaped', '/absolute', 'a/../../b', 'fine', '.'] && it.size().present }

        then:
        rows.collectEntries { [it.path(), it.extracted()] }['../../escaped'] == 'not extracted: its name leads elsewhere'
        rows.findAll { it.path() == 'fine' }*.extracted()[1] == 'not extracted: a file of that name is there already'
        Files.walk(folder).withCloseable { it.filter { Files.isRegularFile(it) && !it.startsWith(images) }.toList() }
                .every { it.startsWith(to) }
    }

    /** A member of a tar; of up to 512 bytes. */
    static byte[] tar(String name, String contents = 'x') {
        def header = new byte[512]
        def put = { int at, String text -> text.getBytes('UTF-8').eachWithIndex { b, i -> header[at + i] = b } }
        put(0, name)
        put(100, '0000644')
        put(108, '0000000')
        put(116, '0000000')
        put(124, String.format('%011o', contents.length()))
        put(136, '00000000000')
        put(148, '        ')
        put(156, '0')
        put(257, 'ustar')
        put(263, '00')
        put(148, String.format('%06o', header.collect { it & 0xff }.sum()))
        header[154] = 0
        def member = Arrays.copyOf(header, 1024)
        contents.bytes.eachWithIndex { b, i -> member[512 + i] = b }
        member
    }

    static byte[] gzip(byte[]... parts) {
        def out = new ByteArrayOutputStream()
        new GZIPOutputStream(out).withCloseable { zipped -> parts.each { zipped.write(it) } }
        out.toByteArray()
    }

    def "an archive that ends early shows what came before"() {
        given:
        def archive = images.toFile().list().find { it.startsWith('tmpfs-dev-') }
        Files.write(images.resolve(archive), gzip(tar('first'), Arrays.copyOf(tar('second'), 100)))

        when:
        def rows = ask('tmpfs')

        then:
        rows.any { it.path() == 'first' }
        rows.any { it.damage().map { it.contains("'$archive' is damaged") }.orElse(false) }
    }

    def "what is no evidence is refused"() {
        when:
        questions.ask('processes', evidence: folder.resolve('nowhere').toString())

        then:
        def problem = thrown(Problem)
        problem.what().startsWith('there is no file or folder')
    }
}
