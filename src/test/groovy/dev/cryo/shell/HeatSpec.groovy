package dev.cryo.shell

import dev.cryo.catalog.Interruption
import dev.cryo.catalog.Workspace
import dev.cryo.criu.Synthetic
import groovy.json.JsonSlurper
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** The map of changed pages: known pages are exactly the known cells. */
class HeatSpec extends Specification {

    static final long BIG = 0x10000000L
    static final long SMALL = 0x20000000L

    @TempDir Path folder

    /** Two mappings, of 100 and of 8 pages, all resident; a page is filled with its letter. */
    Path images(String name, Map<Integer, String> big, Map<Integer, String> small = [:], String command = 'server') {
        def bytes = new ByteArrayOutputStream()
        100.times { bytes.writeBytes((big[it] ?: 'a').multiply(4096).bytes) }
        8.times { bytes.writeBytes((small[it] ?: 'a').multiply(4096).bytes) }
        new Synthetic()
                .map(BIG, 100, Synthetic.ANON_PRIVATE).map(SMALL, 8, Synthetic.ANON_PRIVATE)
                .run(BIG, 100, Synthetic.PRESENT).run(SMALL, 8, Synthetic.PRESENT)
                .pages(bytes.toByteArray())
                .into(Files.createDirectory(folder.resolve(name)), command)
    }

    def heat(Map look = [:], Object... words) {
        def out = new ByteArrayOutputStream()
        def err = new ByteArrayOutputStream()
        boolean terminal = look.columns != null
        def streams = new Streams(
                InputStream.nullInputStream(), Streams.data(out, false), new PrintStream(err, true, 'UTF-8'), false,
                terminal, false, terminal ? Window.said("24 $look.columns") : Window.endless())
        if (look.dumb) {
            streams.window().dumb()
        }
        def front = new Front(streams, { new Workspace({ throw new IllegalStateException() }, folder.resolve('store')) }, {})
        def args = (look.plain ? ['--no-color'] : []) + ['heat'] + words*.toString()
        assert front.run(args, new Interruption()) == 0: err.toString('UTF-8')
        out.toString('UTF-8')
    }

    def 'known pages are known cells'() {
        given:
        def then = images('then', [:])
        def now = images('now', [0: 'b', 40: 'b', 41: 'b', 43: 'b', 44: 'b', 45: 'b', 46: 'b', 47: 'b'], [7: 'b'])

        expect: 'a hundred pages in cells of four'
        heat(then, now, '--width', 25).readLines() == [
                '1 server: 9 of 108 pages changed, 36.9kB',
                '  8 of 100 pages, rw-p 10000000 anon private; a cell is 4 pages, 16.4kB',
                '  ░·········▓█·············',
                '  1 of 8 pages, rw-p 20000000 anon private; a cell is a page',
                '  ·······█',
                '· 0  ░ to 25  ▒ to 50  ▓ to 75  █ to 100 % of its pages changed']
    }

    def 'a terminal gets colours and as many cells as it has room for'() {
        given:
        def then = images('then', [:])
        def now = images('now', [0: 'b', 99: 'b'])

        when:
        def lines = heat(then, now, columns: columns).readLines()

        then:
        lines[2].replaceAll('\033\\[\\d*m', '').length() == 2 + cells
        lines[2].startsWith('  \033[3' + colour + 'm')
        lines.every { Table.width(it.replaceAll('\033\\[\\d*m', '')) <= columns }

        where:
        columns || cells | colour
        80      || 50    | '6'
        102     || 100   | '1'
        20      || 17    | '4'
    }

    def 'without colours there are letters'() {
        given:
        def then = images('then', [:])
        def now = images('now', [0: 'b', 40: 'b', 41: 'b', 43: 'b', 44: 'b', 45: 'b', 46: 'b', 47: 'b'])

        expect:
        heat(*:look, then, now, '--width', 25).readLines()[2] == '  -.........*#.............'

        where:
        look << [[plain: true], [plain: true, columns: 80], [dumb: true, columns: 80]]
    }

    def 'over several checkpoints a cell is as dark as its pages changed on average'() {
        given:
        def all = [images('one', [:]), images('two', [0: 'b', 1: 'b']), images('three', [0: 'c', 1: 'b']),
                   images('four', [0: 'd', 1: 'b']), images('five', [0: 'e', 1: 'b'])]

        when:
        def lines = heat(*all, '--width', 100).readLines()

        then:
        lines[1].startsWith('  2 of 100 pages')
        lines[2].startsWith('  █░··')
        lines[-1].endsWith('of its pages, on average of 4 steps')
    }

    def 'programs get the numbers'() {
        given:
        def then = images('then', [:])
        def now = images('now', [0: 'b', 1: 'b', 99: 'b'], [0: 'b'])

        when:
        def rows = heat(then, now, '--width', 10, '--mappings', 1, '--json').readLines().collect { new JsonSlurper().parseText(it) }

        then:
        rows.size() == 2
        with(rows[0]) {
            process == 1
            command == 'server'
            range == '10000000-10064000'
            mapping == 'anon private'
            permissions == 'rw-p'
            pages == 100
            changed == 3
            cells*.pages == [10] * 10
            cells*.changed == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
            cells*.share == [0.2, 0, 0, 0, 0, 0, 0, 0, 0, 0.1]
            cells[1].range == '1000a000-10014000'
        }
        with(rows[1]) {
            mapping == '1 other'
            pages == 8
            changed == 1
            cells == []
        }
    }

    def 'what a container calls its processes is harmless'() {
        given:
        def then = images('then', [:])
        def now = images('now', [0: 'b'], [:], '\033[2J█\nx')

        when:
        def shown = heat(then, now)

        then:
        shown.startsWith('1 \\x1b[2J█\\nx: 1 of 108 pages changed')
    }

    def 'where nothing changed that is said'() {
        given:
        def then = images('then', [:])

        expect:
        heat(then, then) == 'no page changed\n'
        heat(then, then, '--json') == ''
    }

    def 'pages that cannot be read are told, the others drawn'() {
        given:
        def then = images('then', [:])
        def now = images('now', [0: 'b'])
        now.resolve('pages-1.img').toFile().withOutputStream { it.write(new byte[4096 * 3]) }

        expect:
        heat(then, now).contains('damaged: ')
    }
}
