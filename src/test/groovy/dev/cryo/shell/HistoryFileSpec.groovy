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
    }

    def 'a folder is no history'() {
        when:
        HistoryFile.mend(folder)

        then:
        thrown(IOException)
    }

    private static List<String> lines(Path file) {
        def terminal = TerminalBuilder.builder().system(false).dumb(true).streams(InputStream.nullInputStream(), OutputStream.nullOutputStream()).build()
        def reader = LineReaderBuilder.builder().terminal(terminal).variable(LineReader.HISTORY_FILE, file).build()
        def history = new DefaultHistory(reader)
        history.load()
        history*.line()
    }
}
