package dev.cryo.forensics

import dev.cryo.criu.Fixture
import dev.cryo.verb.Problem
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

import static java.nio.charset.StandardCharsets.ISO_8859_1

/** A real dump, into which secrets of the same length are put. */
class SecretsSpec extends Specification {

    static final PLANTED = [
            'the-treasure-is-4711-doubloons'  : 'redis://:4711-doubloons@cache1',
            'unread-over-tcp-7007'            : 'AK' + 'IAQ4ZN7DKT2MWBVR5X',
            'unread-in-a-pipe'                : 'A_TOKEN=hunter22',
            'unread-over-unix'                : 'B_TOKEN=hunter23',
            'written-to-a-deleted-file\n'     : 'ftp://shop:hunter2-Zq@db/\n',
            'kept-in-a-memfd'                 : 'C_PASS=hunter24']

    @TempDir Path folder
    Path images
    Questions questions

    def setup() {
        images = Fixture.witness().into(Files.createDirectory(folder.resolve('images')))
        questions = new Questions(folder.resolve('store'))
        images.toFile().eachFile { file ->
            def text = new String(file.bytes, ISO_8859_1)
            PLANTED.each { old, fresh ->
                assert old.length() == fresh.length()
                text = text.replace(old, fresh)
            }
            file.bytes = text.getBytes(ISO_8859_1)
        }
        def archive = images.toFile().list().find { it.startsWith('tmpfs-dev-') }
        Files.write(images.resolve(archive), HostileEvidenceSpec.gzip(
                HostileEvidenceSpec.tar('shop.env', 'D_SECRET=hunter25\n'), new byte[1024]))
    }

    def ask(Map given = [:]) {
        questions.ask(given + [evidence: images.toString()], 'secrets')
    }

    def "what was planted is found, each in its place"() {
        when:
        def rows = ask(show: true)
        def found = rows.collectEntries { [it.secret(), it] }

        then:
        rows.every { it.damage().empty }
        found.keySet() == [
                'AK' + 'IAQ4ZN7DKT2MWBVR5X', 'redis://:4711-doubloons@cache1', 'ftp://shop:hunter2-Zq@db', 'A_TOKEN=hunter22',
                'B_TOKEN=hunter23', 'C_PASS=hunter24', 'D_SECRET=hunter25', 'TOKEN=s3cr3t-t0k3n'] as Set
        found['redis://:4711-doubloons@cache1'].with { [it.kind(), it.process().get(), it.where()] } == ['connection-string', 1, 'heap rw-p']
        found['AK' + 'IAQ4ZN7DKT2MWBVR5X'].with { [it.kind(), it.process().get(), it.where()] } == ['aws-access-key-id', 1, 'tcp received']
        found['AK' + 'IAQ4ZN7DKT2MWBVR5X'].at() =~ /127\.0\.0\.1:7007 to 127\.0\.0\.1:\d+ of 1 witness \d+/
        found['A_TOKEN=hunter22'].with { [it.process().get(), it.where()] } == [1, 'pipe']
        found['B_TOKEN=hunter23'].where() == 'unix'
        found['ftp://shop:hunter2-Zq@db'].with { [it.process().get(), it.where(), it.at()] } == [1, 'deleted file', '/tmp/gone']
        found['D_SECRET=hunter25'].where() == 'tmpfs'
        found['D_SECRET=hunter25'].at() =~ '^/.*/shop.env\$'
        found['C_PASS=hunter24'].where() == 'unmapped'
        found['TOKEN=s3cr3t-t0k3n'].with { [it.kind(), it.process().get(), it.where()] } == ['variable', 1, 'environment']
        found['TOKEN=s3cr3t-t0k3n'].count() >= 2
        found['TOKEN=s3cr3t-t0k3n'].also().any { it =~ /^\d+ sleep environment 0x/ }
    }

    def "a value is masked unless asked for"() {
        expect:
        ask().find { it.kind() == 'connection-string' }.secret() == 'ftp://shop:hu…(10)@db' ||
                ask()*.secret().contains('redis://:471…(14)@cache1')
        ask().every { !it.secret().contains('hunter') && !it.secret().contains('doubloons') }
    }

    def "a process's own are its memory, queues and files, and no tmpfs"() {
        expect:
        ask(command: 'sleep').every { it.command() == 'sleep' && it.where() != 'tmpfs' && !it.secret().startsWith('redis') }
        ask(command: 'sleep')*.where().contains('environment')
        ask(process: [1]).every { it.where() != 'tmpfs' && it.process().get() == 1 }
        ask(process: [1])*.where().containsAll(['deleted file', 'pipe', 'tcp received', 'environment'])
    }

    def "kinds can be chosen, and one that is none is refused"() {
        expect:
        ask(kind: ['aws-access-key-id', 'variable'])*.kind().unique() == ['aws-access-key-id', 'variable']

        when:
        ask(kind: ['gold'])

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.USAGE
        problem.remedy().get().contains('pem-private-key')
    }

    def "no more than the limit are shown"() {
        expect:
        ask(limit: 2).size() == 2
    }
}
