package dev.cryo.keeping

import dev.cryo.verb.Problem
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

class PlotSpec extends Specification {

    @TempDir Path folder

    def 'numbers as dots'() {
        expect:
        Braille.of(values*.toLong(), full, width, height) == lines

        where:
        values             | full | width | height || lines
        [0]                | 0    | 2     | 1      || ['⣀⣀']
        [5]                | 5    | 2     | 1      || ['⠉⠉']
        [0, 1]             | 1    | 2     | 1      || ['⣀⡏']
        [0, 1]             | 1    | 2     | 2      || ['⠀⡏', '⣀⡇']
        [1, 2, 3, 4]       | 4    | 4     | 2      || ['⠀⣀⡤⠏', '⠒⠃⠀⠀']
        [0] * 999 + [7]    | 7    | 2     | 1      || ['⣀⣸']
        [Long.MAX_VALUE]   | 1    | 1     | 1      || ['⠉']
    }

    def 'the way to where a container stands'() {
        given:
        def kept = new KeptStore(folder)
        def first = kept.make(memory: 1_000_000, label: 'first')
        kept.make(memory: 9_000_000, parent: first)
        kept.make(memory: 2_000_000, parent: first)

        when:
        def drawing = kept.call('plot', container: 'web', width: 4)

        then: 'another branch is not on it'
        drawing.rows()*.number() == [1, 3]
        drawing.rows()*.value() == [1_000_000, 2_000_000]
        def lines = drawn(drawing, 80)
        lines[0].startsWith('2.00MB ┤')
        lines[-2].startsWith('     0 ┤')
        lines[-1] == '        @1 @3'
        lines.size() == 9

        and: 'what is wanted is drawn, else what fits'
        drawn(drawing, 20) == lines
        drawn(kept.call('plot', container: 'web'), room)*.length().max() == wide

        where:
        room << [1, 20, 80]
        wide << [13, 20, 68]
    }

    private static List<String> drawn(Plot plot, int columns) {
        plot.lines(columns)*.collect { it.text() }*.join('')
    }

    def 'numbers of a checkpoint'() {
        given:
        def kept = new KeptStore(folder)
        kept.make(memory: 1_000_000)
        kept.make(memory: 2_000_000)

        expect:
        kept.call('plot', container: 'web', what: 'pages').rows()*.value() == [244, 488]
        kept.call('plot', container: 'web', what: 'descriptors').rows()*.value().every { it > 0 }

        when:
        kept.call('plot', container: 'db')

        then:
        thrown(Problem)
    }
}
