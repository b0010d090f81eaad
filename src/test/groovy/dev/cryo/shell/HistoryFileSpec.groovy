package dev.cryo.shell

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
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
}
