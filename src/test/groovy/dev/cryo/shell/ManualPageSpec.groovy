package dev.cryo.shell

import dev.cryo.testlab.CommandLine
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** docs/cryo.1 is what the declarations say, and groff and mandoc can read it. */
class ManualPageSpec extends Specification {

    static final PAGE = Path.of(System.getProperty('cryo.checkout'), 'docs/cryo.1')

    @TempDir Path folder

    def "docs/cryo.1 is up to date (-Dgolden.update=true writes it anew)"() {
        expect:
        Golden.assertGolden(
                PAGE, new CommandLine(folder, [CRYO_CONFIG: '/dev/null']).type('cryo help --man').out().join('\n') + '\n')
    }

    def "#line finds nothing wrong with it"() {
        when:
        def outcome = new CommandLine(folder, [:]).type(line.replace('PAGE', "'$PAGE'"))

        then:
        outcome.status() == 0
        outcome.err() == []
        outcome.out() == []

        where:
        // It has no date: it would be made anew each day.
        line << ['groff -man -Tutf8 -ww -z PAGE', '! mandoc -T lint -W warning PAGE | grep -v "missing date"']
    }

    def "man shows it"() {
        when:
        def shown = new CommandLine(folder, [MANWIDTH: '100']).type("man -l '$PAGE'").out().join('\n')

        then:
        shown.contains('cryo - a time machine for containers')
        shown.contains('checkpoint [OPTIONS] CONTAINER [CONTAINER...]')
        shown.contains("cryo bisect web @first @last --exec 'test ! -e /broken'")
    }
}
