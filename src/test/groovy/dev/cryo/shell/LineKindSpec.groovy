package dev.cryo.shell

import spock.lang.Specification

class LineKindSpec extends Specification {

    static final VERBS = ['ps', 'checkpoint', 'restore', 'rm', 'run', 'exec', 'lab', 'if', 'in', 'help', 'inspect', 'record'] as Set
    static final VARIABLES = ['rm', 'x'] as Set

    def kind(String line) {
        LineKind.of(line, VARIABLES::contains, VERBS::contains)
    }

    def '#line is a command'() {
        expect:
        kind(line) == new LineKind.Command(text)

        where:
        line                              || text
        'ps'                              || 'ps'
        '  ps  '                          || 'ps'
        'ps -a'                           || 'ps -a'
        'ps --all'                        || 'ps --all'
        'checkpoint web --label x'        || 'checkpoint web --label x'
        'checkpoint "web"'                || 'checkpoint "web"'
        "checkpoint 'a b'"                || "checkpoint 'a b'"
        'restore web@~1'                  || 'restore web@~1'
        'lab exec -- ls'                  || 'lab exec -- ls'
        'exec -- ls'                      || 'exec -- ls'
        'run ./x'                         || 'run ./x'
        'run /bin/x'                      || 'run /bin/x'
        'run ../x'                        || 'run ../x'
        'exec web sh -c \\\n ls'          || 'exec web sh -c \\\n ls'
        ':rm web'                         || 'rm web'
        ':ps'                             || 'ps'
        ':nonsense'                       || 'nonsense'
        'help if'                         || 'help if'
        'ps # all of them'                || 'ps # all of them'
        'record web --keep 3'             || 'record web --keep 3'
        'ps &'                            || 'ps &'
        'ps -a &'                         || 'ps -a &'
        'record web \'it.log\''           || 'record web \'it.log\''
    }

    def '!#text is for the system\'s shell'() {
        expect:
        kind('!' + text) == new LineKind.Outside('ls -l')

        where:
        text << ['ls -l', ' ls -l ']
    }

    def '#line is Groovy'() {
        expect:
        kind(line) == new LineKind.Groovy(line)

        where:
        line << [
            'ps = 1', 'ps=1', 'ps == 1', 'ps.each { }', 'ps .each { }', 'ps()', 'ps (1)', 'ps?.x', 'ps ?.x', 'ps + 1',
            'ps - 1', 'ps * 2', 'ps / 2', 'ps << 1', 'ps >= 1', 'ps != 1', 'ps =~ /x/', 'ps && x', 'ps ?: 1', 'ps += 1',
            'rm web', 'rm', 'x', 'if (true) { }', 'if', 'in x', 'def ps = 1', '1 + 1', '[1]', '"ps"', 'ps[0]', 'Ps web',
            'println ps', 'chekpoint web', 'return', 'psx', 'ps;', '// ps', '/x/', '{ -> ps }', 'record Point(int x, int y) { }', 'record Pair<A, B>(A a, B b) {\n}',
            "record('web', keep: 3) { true }",
        ]
    }

    def '#line is nothing'() {
        expect:
        kind(line) instanceof LineKind.Nothing

        where:
        line << ['', '   ', '\n', '# ps', '#!/usr/bin/env cryo']
    }
}
