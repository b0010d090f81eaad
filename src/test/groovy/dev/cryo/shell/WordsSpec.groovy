package dev.cryo.shell

import dev.cryo.verb.Problem
import spock.lang.Specification

class WordsSpec extends Specification {

    def 'words of #text'() {
        expect:
        Words.of(text) == words

        where:
        text                      || words
        ''                        || []
        '  '                      || []
        'a b'                     || ['a', 'b']
        ' a\t b\n'                || ['a', 'b']
        "a 'b c' d"               || ['a', 'b c', 'd']
        'a "b c"d'                || ['a', 'b cd']
        "''"                      || ['']
        '""'                      || ['']
        'a\\ b'                   || ['a b']
        'a \\\n b'                || ['a', 'b']
        'a\\\nb'                  || ['ab']
        '"a\\"b\\$c\\d"'          || ['a"b$c\\d']
        "'a\\b'"                  || ['a\\b']
        'a # b'                   || ['a']
        'a#b'                     || ['a#b']
        "a '#b'"                  || ['a', '#b']
        '$HOME *'                 || ['$HOME', '*']
        '"a\nb"'                  || ['a\nb']
        '--label="x y"'           || ['--label=x y']
    }

    def '#text is open'() {
        expect:
        Words.split(text).open()

        when:
        Words.of(text)

        then:
        thrown(Problem)

        where:
        text << ["a 'b", 'a "b', 'a \\', '"a\\"']
    }

    def 'the last word of #text begins at #start'() {
        expect:
        Words.split(text).lastStart() == start

        where:
        text     || start
        ''       || 0
        'a'      || 0
        'a b'    || 2
        'a '     || 2
        "a 'b c" || 2
    }

    def 'what is quoted splits into itself: #word'() {
        expect:
        Words.of(Words.quoted(word)) == [word]

        where:
        word << ['', 'a', 'a b', "it's", '"', '\\', '#x', 'a\nb', 'web@~1', 'é', '$x', '*', ';']
    }
}
