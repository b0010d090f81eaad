package dev.cryo.shell

import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** Panes that were pressed together, and terminals that do not say how large they are. */
@Timeout(120)
class TinyTerminalSpec extends Specification {

    @TempDir
    Path folder

    def 'everything a prompt shows, at #columns columns and #rows rows'() {
        given:
        def screen = Screen.of(folder)
        screen.type("remembered = 'line'", Screen.ENTER).await("'line'\ncryo>")

        when: 'a menu, a search, a table and a text in the pager, a line that is longer than the window'
        screen.tell(columns, rows)
        ['l\t', '\t\t\007\025', 'freeze --\t', '\025', '\022rem', '\007\025', 'list\r', 'q\025', 'help\r', 'q\025',
         '(1..100).toList()\r', 'q\025', '"日本語".multiply(40)\r', 'q\025'].each {
            screen.type(it)
            sleep(150)
        }
        screen.type("new File('$folder/done').text = 'so'", Screen.ENTER)

        then:
        (1..200).any { Files.exists(folder.resolve('done')) ?: !sleep(50) && false }

        when: 'the window is large again'
        screen.tell(80, 24)
        screen.type('q\025\014', 'look web', Screen.ENTER).await('look web').await('0123456789ab')

        then:
        screen.leave() == 0

        cleanup:
        screen?.close()

        where:
        columns | rows
        0       | 0
        80      | 0
        0       | 24
        1       | 24
        2       | 24
        1       | 1
        80      | 1
    }

    def 'no table needs more room than there is'() {
        given:
        def table = new Table(
                [new Table.Column('ID', false, false), new Table.Column('日本', false, true)], [['0123', 'text'], ['1', '日本語日本語']])

        expect:
        table.fit(room).lines().size() == 2

        where:
        room << [0, 1, 2, 3]
    }

    def 'a floor stands under what a terminal says, and nothing else is changed'() {
        given:
        def screen = Screen.of(folder)

        expect:
        screen.floored(0, 0) == '80x24'
        screen.floored(1, 2) == '10x3'
        screen.floored(11, 4) == '11x4'

        cleanup:
        screen.close()
    }
}
