package dev.cryo.shell

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import org.jline.reader.LineReader
import org.jline.reader.LineReaderBuilder
import org.jline.reader.impl.history.DefaultHistory
import org.jline.terminal.TerminalBuilder
import spock.lang.Specification
import spock.lang.TempDir

class HistoryFileSpec extends Specification {

    @TempDir
    Path folder

    def 'it lies in the state folder'() {
        expect:
        HistoryFile.place(environment, Path.of('/home/u')) == Path.of(place)

        where:
        environment                    || place
        [:]                            || '/home/u/.local/state/cryo/history'
        [XDG_STATE_HOME: '/s']         || '/s/cryo/history'
        [XDG_STATE_HOME: 'relative']   || '/home/u/.local/state/cryo/history'
    }

    def 'nobody else reads it, also when it was there before'() {
        given:
        def file = folder.resolve('a/cryo/history')

        when:
        HistoryFile.prepare(file)

        then:
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) == 'rw-------'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.parent)) == 'rwx------'

        when:
        Files.writeString(file, 'secret')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-r--r--'))
        HistoryFile.prepare(file)

        then:
        Files.readString(file) == 'secret'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) == 'rw-------'
    }

    def 'what is no line of a history is taken out of it, and the file is kept as it was: #what'() {
        given:
        def file = folder.resolve('history')
        Files.write(file, content)
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-------'))

        expect:
        HistoryFile.mend(file) == (damaged ? Optional.of(folder.resolve('history.damaged')) : Optional.empty())
        Files.readAllBytes(file) == '1700000000000:ps\n1700000000001:version\n'.bytes
        !damaged || Files.readAllBytes(folder.resolve('history.damaged')) == content
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) == 'rw-------'

        and: 'the prompt reads what is left'
        lines(file) == ['ps', 'version']

        where:
        what                  | damaged | content
        'nothing'             | false   | '1700000000000:ps\n1700000000001:version\n'.bytes
        'another text'        | true    | 'hello\n1700000000000:ps\nabc:def\n1700000000001:version\n'.bytes
        'bytes that are none' | true    | [*'1700000000000:ps\n1700000000001:version\n12:'.bytes, 0xff, 0xc3, 0x28] as byte[]
        'a torn last line'    | true    | '1700000000000:ps\n1700000000001:version\n17000'.bytes
        'a torn escape'       | true    | '1700000000000:ps\n1700000000001:version\n1700000000002:a\\\\\\'.bytes
        'a line without end'  | true    | ('1700000000000:ps\n1700000000001:version\n1700000000002:' + 'x' * 100_000 + '\n').bytes
        'rubbish'             | true    | [*new byte[5000], *'\n1700000000000:ps\n1700000000001:version\n'.bytes] as byte[]
    }

    def 'a backslash that was typed is no damage'() {
        given:
        def file = folder.resolve('history')
        Files.writeString(file, '1700000000000:println 1 \\\\\n')

        expect:
        HistoryFile.mend(file).empty
        lines(file) == ['println 1 \\']
    }

    def 'a file of a size that none can have is put aside unread'() {
        given:
        def file = folder.resolve('history')
        new RandomAccessFile(file.toFile(), 'rw').withCloseable { it.setLength(5L << 30) }

        expect:
        HistoryFile.mend(file).present
        Files.size(file) == 0
    }

    def 'a folder is no history'() {
        when:
        HistoryFile.prepare(folder)

        then:
        thrown(IOException)
    }

    def 'a prompt without its history works, and says so once: #why'() {
        given:
        def file = folder.resolve('state/cryo/history')
        prepare(file)
        def screen = new Screen('xterm-256color', 80, 24, file.parent, Samples::new)

        when:
        screen.type('println 1 + 1\r').await('\n2\n')
        screen.type('println 2 + 2\r').await('\n4\n')
        screen.type('\033OA').await('cryo> println 2 + 2')

        then:
        screen.text().count('lines are not remembered: ') == 1
        screen.text().replace('\n', '').contains(why)
        screen.type('\025').leave() == 0

        where:
        why                                | prepare
        'cryo is there and is no folder'   | { Path it -> Files.writeString(Files.createDirectories(it.parent.parent).resolve('cryo'), '') }
        'state/cryo: Not a directory'      | { Path it -> Files.writeString(it.parent.parent, '') }
        'history is no file'               | { Path it -> Files.createDirectories(it) }
        // What even root may not write.
        'history: Operation not permitted' | { Path it -> Files.createSymbolicLink(Files.createDirectories(it.parent).resolve('history'), Path.of('/proc/self/limits')) }
    }

    def 'a link to a history stays one'() {
        given:
        def real = Files.writeString(folder.resolve('real'), 'damaged\n1700000000001:println 1\n')
        Files.createSymbolicLink(folder.resolve('history'), real)
        def screen = new Screen('xterm-256color', 80, 24, folder, Samples::new)

        when:
        screen.type('\033OA').await('cryo> println 1').type('2\r').await('\n12\n').leave()

        then:
        Files.isSymbolicLink(folder.resolve('history'))
        lines(real) == ['println 1', 'println 12']
        Files.exists(folder.resolve('real.damaged'))
    }

    def 'a history that goes away while it is used is told once'() {
        given:
        def place = Files.createDirectories(folder.resolve('state'))
        def screen = new Screen('xterm-256color', 80, 24, place, Samples::new)

        when:
        screen.type('println 1 + 1\r').await('\n2\n')
        place.toFile().deleteDir()
        Files.writeString(place, 'a file now')
        screen.type('println 2 + 2\r').await('\n4\n')
        screen.type('println 3 + 3\r').await('\n6\n')

        then:
        screen.text().count('lines are not remembered: ') == 1

        when:
        Files.delete(place)
        Files.createDirectories(place)
        screen.type('println 4 + 4\r').await('\n8\n')

        then: 'nothing is lost'
        screen.leave() == 0
        lines(place.resolve('history')).takeRight(3) == ['println 2 + 2', 'println 3 + 3', 'println 4 + 4']
    }

    def 'prompts at the same time lose nothing of each other'() {
        given: 'a full file, so that the oldest lines are taken out meanwhile'
        def file = folder.resolve('history')
        Files.writeString(file, (0..<12_450).collect { "17000000${String.format('%05d', it)}:old $it\n" }.join(''))
        HistoryFile.prepare(file)

        when:
        def writers = ['a', 'b', 'c'].collect { HistoryWriter.start(file, it, 100) }

        then:
        writers.every { it.inputStream.text == '' && it.waitFor() == 0 }
        HistoryFile.mend(file).empty

        and:
        def kept = Files.readAllLines(file)*.replaceFirst(/\d+:/, '')
        ['a', 'b', 'c'].every { name ->
            kept.findAll { it.startsWith("$name ") } == (0..<100).collect { "$name $it ${name * 20_000}".toString() }
        }
        kept.count { it.startsWith('old') } < 12_450
    }

    private static List<String> lines(Path file) {
        def terminal = TerminalBuilder.builder().system(false).dumb(true).streams(InputStream.nullInputStream(), OutputStream.nullOutputStream()).build()
        def reader = LineReaderBuilder.builder().terminal(terminal).variable(LineReader.HISTORY_FILE, file).build()
        def history = new DefaultHistory(reader)
        history.load()
        history*.line()
    }
}
