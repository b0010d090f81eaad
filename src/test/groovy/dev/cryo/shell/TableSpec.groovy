package dev.cryo.shell

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

class TableSpec extends Specification {

    static final TABLE = new Table(
            ['NAME', 'SIZE', 'IMAGE', 'NOTE', 'PORTS'].collect { new Table.Column(it, it == 'SIZE', it != 'SIZE') }, [
            ['web', '240MB', 'registry.example/web:latest', '', '80/tcp'],
            ['日本日本日本日本', '1kB', 'busybox', '', '']])

    @TempDir Path folder

    def 'a table of #room columns'() {
        when:
        def fitted = TABLE.fit(room)
        def lines = [fitted.titles(), *fitted.lines()]

        then:
        lines.every { Table.width(it) <= room }
        lines == expected
        fitted.left() == left

        where:
        room || left                || expected
        72   || []                  || ['NAME                SIZE   IMAGE                         NOTE   PORTS',
                                        'web                240MB   registry.example/web:latest          80/tcp',
                                        '日本日本日本日本     1kB   busybox']
        60   || []                  || ['NAME               SIZE  IMAGE                        PORTS',
                                        'web               240MB  registry.example/web:latest  80/tcp',
                                        '日本日本日本日本    1kB  busybox']
        40   || []                  || ['NAME          SIZE  IMAGE        PORTS',
                                        'web          240MB  registry.e…  80/tcp',
                                        '日本日本日…    1kB  busybox']
        28   || ['PORTS']           || ['NAME        SIZE  IMAGE',
                                        'web        240MB  registry…',
                                        '日本日本…    1kB  busybox']
    }

    def 'what is narrower than anything is cut as far as that makes sense'() {
        expect:
        TABLE.fit(5).lines() == ['web', '日本日…']
        TABLE.fit(5).left() == ['SIZE', 'IMAGE', 'PORTS']
        TABLE.fit(20).lines()[0] == 'web            240MB'
    }

    def 'a text is cut at a whole character'() {
        expect:
        Table.cut(text, width) == cut

        where:
        text     | width || cut
        'abc'    | 3     || 'abc'
        'abcd'   | 3     || 'ab…'
        '日本語' | 6     || '日本語'
        '日本語' | 5     || '日本…'
        '日本語' | 4     || '日…'
        '🐳🐳🐳' | 5     || '🐳🐳…'
        ''       | 0     || ''
    }

    def 'the size of a window is what stty says, or nothing is known of it'() {
        expect:
        Window.said(said).columns() == columns

        where:
        said             || columns
        '24 80'          || 80
        ''               || Integer.MAX_VALUE
        '0 0'            || Integer.MAX_VALUE
        'stty: no'       || Integer.MAX_VALUE
        '99999999 99999999' || Integer.MAX_VALUE
    }

    def 'tables at a prompt follow its width'() {
        given:
        def screen = Screen.of(folder)

        when:
        screen.type('list\r').await('too narrow for TCP, PORTS; --json shows all')

        then:
        screen.text().readLines().every { Table.width(it) <= 80 }

        when:
        screen.resize(120, 24)
        screen.type('\f', 'list\r').await('80/tcp, 443/tcp')

        then:
        !screen.text().contains('too narrow')
        screen.leave() == 0
    }

    def 'what is longer than the screen is paged'() {
        given:
        def screen = Screen.of(folder)

        when:
        screen.type('help\r').await('Cryo, a time machine')

        then:
        !screen.text().contains('cryo>')

        when:
        screen.type('G').await("'cryo help COMMAND' explains a command.")
        screen.type('q').await('cryo>')

        then:
        screen.leave() == 0
    }
}
