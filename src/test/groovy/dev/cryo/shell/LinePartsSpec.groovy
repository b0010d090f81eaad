package dev.cryo.shell

import dev.cryo.catalog.Settings
import spock.lang.Shared
import spock.lang.Specification

class LinePartsSpec extends Specification {

    @Shared catalog = new Samples(Settings.NONE).catalog()

    private String parts(String line) {
        LineParts.of(line, catalog, { LineKind.of(it, { name -> false }, catalog::begins) })
                .collect { "${it.kind().name().toLowerCase()}[${line.substring(it.from(), it.to())}]" }.join(' ')
    }

    def 'the parts of #line'() {
        expect:
        parts(line) == seen

        where:
        line                                || seen
        ''                                  || ''
        'freeze'                            || 'verb[freeze]'
        '  :freeze web'                     || 'verb[freeze]'
        'lab up --name=x'                   || 'verb[lab] verb[up] option[--name]'
        'freeze -d x --nope web'            || 'verb[freeze] option[-d] unknown[--nope]'
        'freeze --la'                       || 'verb[freeze] option[--la]'
        'freeze --la web'                   || 'verb[freeze] unknown[--la]'
        'freeze -- --label'                 || 'verb[freeze] option[--]'
        'freeze --json --help'              || 'verb[freeze] option[--json] option[--help]'
        'exec web ls -l'                    || 'verb[exec]'
        'look web web@~1'                   || 'verb[look] reference[web@~1]'
        'look web ~1 # before'              || 'verb[look] reference[~1] comment[ # before]'
        'look "my web"'                     || 'verb[look] text["my web"]'
        "look 'my"                          || "verb[look] text['my]"
        '# only a comment'                  || 'comment[# only a comment]'
        'look web\nlook db ~2'              || 'verb[look] verb[look] reference[~2]'
        'look web\ndef x = 1'               || 'verb[look] keyword[def] number[1]'
        'def x = "a${1}" + \'b\''           || 'keyword[def] text["a${1}"] text[\'b\']'
        'x = """a\n"b'                      || 'text["""a\n"b]'
        'if (x =~ /a b/) look(1.5)'         || 'keyword[if] text[/a b/] verb[look] number[1.5]'
        'a / b / c'                         || ''
        'labUp() // x'                      || 'verb[labUp] comment[// x]'
        'x /* y'                            || 'comment[/* y]'
    }

    def 'a long text costs no stack'() {
        given:
        def line = 'x = """' + 'a\\"b"c' * 50_000

        expect:
        parts(line).startsWith('text["""')
    }
}
