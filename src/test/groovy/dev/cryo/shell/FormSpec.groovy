package dev.cryo.shell

import spock.lang.Specification

/** What a value of a line looks like. */
class FormSpec extends Specification {

    private static String shown(String groovy, String... options) {
        def called = Called.with(*options, '-e', groovy)
        assert called.status() == 0: called.err()
        called.out()
    }

    def 'values are shown as people write them'() {
        expect:
        shown(groovy) == text

        where:
        groovy                                        || text
        'null'                                        || ''
        '1.5 * 2'                                     || '3.0\n'
        '"a\\nb"'                                     || 'a\nb\n'
        '[]'                                          || '[]\n'
        '[:]'                                         || '[:]\n'
        "[1, 'x', null, [2]]"                         || "[1, 'x', null, [2]]\n"
        '3.seconds'                                   || 'PT3S\n'
        '1.kb'                                        || '1.02kB\n'
        '{ a, b -> }'                                 || 'a closure of 2 arguments\n'
        'new IOException("gone\\033[2J")'             || 'java.io.IOException: gone\\x1b[2J\n'
        'Optional.of(1)'                              || '1\n'
        'Optional.empty()'                            || '(none)\n'
        '[a: 1, "longer name": "x"]'                  || 'a             1\nlonger name   x\n'
        '[[a: 1, b: "x"], [a: 22, c: "\\033[2J"]]'    || ' a   b   c\n 1   x\n22       \\x1b[2J\n'
        '[web: [a: 1, b: [2]]]'                       || '{\n    "web": {\n        "a": 1,\n        "b": [\n            2\n        ]\n    }\n}\n'
        '"Cryo\\0\\n".bytes'                          || '00000000  43 72 79 6f 00 0a                                Cryo..\n'
        'class P { int x = 1; String y = "z" }; new P()' || 'x   1\ny   z\n'
        'here("printf", "a").tap { }.with { [it.status, it.out] }' || "[0, 'a']\n"
        '(1..3) as int[]'                             || '[1, 2, 3]\n'
        '"abc" as String[]'                           || "['a', 'b', 'c']\n"
        'try { freeze("broken") } catch (Problem e) { e }' || 'cryo: broken cannot be frozen\n    log: \\x1b[2Jerror\n-> mend it\n'
    }

    def 'an object is a card, several are a table, and programs get their values'() {
        expect:
        shown('here("sh", "-c", "echo a; echo b; exit 3")').replaceAll(/(?m)^(Took +).*/, '$1TIME') ==
                'Command   sh -c echo a; echo b; exit 3\nStatus    3\nTook      TIME\nOut\n  a\n  b\nErr\n'
        shown('[here("true"), here("false")]').readLines()*.tokenize()*.take(2) == [['COMMAND', 'STATUS'], ['true', '0'], ['false', '1']]
        shown('here("printf", "a")', '--json') =~ /^\{"command":"printf a","status":0,"took":[\d.e-]+,"out":"a","err":""}\n$/
        shown('list()').readLines()[0].startsWith('NAME')
        shown('[list().first(), here("true")]').readLines().size() > 10
        shown('list().groupBy { it.running() }').readLines()*.take(6).findAll { it =~ /^\S/ } == ['true', 'false']
        shown('options("Usage: x [OPTIONS]\\n\\n  --times N  how often (default: 10)\\n  --all  all")') == 'all     no\ntimes   10\n'
    }

    def 'a long list is whole where no terminal is'() {
        expect:
        shown('(1..5000).toList()', *options).count(',') == 4999

        where:
        options << [[], ['--json']]
    }

    def 'whole is #what'() {
        given:
        def value = make()

        expect:
        Excerpt.of(value).is(value)

        where:
        what                     | make
        'a list of a thousand'   | { (1..1000).toList() }
        'a table'                | { (1..2000).collect { [n: it] } }
        'what is a hexdump'      | { new byte[5000] }
        'a text'                 | { 'text' * 5000 }
        'nothing'                | { null }
    }

    def 'what is said of it stays true'() {
        expect:
        Excerpt.of((1..1001).toList()).toString().contains('50, … 901 more …, 952, ')
    }

    def 'what is found as it is asked for is shown as far as a person looks'() {
        expect:
        shown('def n = 0; ({ -> [hasNext: { true }, next: { n++; [n: n] }] as Iterator } as Iterable)').readLines().size() == 1001
    }
}
