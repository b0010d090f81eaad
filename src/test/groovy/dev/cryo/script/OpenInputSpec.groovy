package dev.cryo.script

import spock.lang.Specification

class OpenInputSpec extends Specification {

    def '#text goes on'() {
        expect:
        OpenInput.isOpen(text)

        where:
        text << [
            'if (true) {', 'def x =', 'def f(a) {\n  a', 'foo(1,', '[1, 2', '[a: 1,', '/* a comment', 'a.', 'a +', 'if (x)',
            'class A', 'class A {', 'def s = """abc', "'''abc\ndef", '"abc ${', 'x.each { it ->', '@Foo', 'try {',
            '"""a ${x} b', 'def x = { [1, (2', 'while (true)', 'a ?', 'println(', '"""a ${x', 'x = a ||',
        ]
    }

    def '#text is whole'() {
        expect:
        !OpenInput.isOpen(text)

        where:
        text << [
            '', '1 + 1', 'def x = 1', 'def f(a) {\n  a * 2\n}', 'x.each { println it }', '"a ${x} b"', '"""a\nb"""', "'''a'''",
            'import java.util.List', 'x = 1 // c (', '// (', '/* ( */ 1', '"("', "'{'", 'x =~ /a(/', 'class A { }', 'a ? b : c',
            'if (a != b) { 1 } else { 2 }', '"""a ${x} b"""', "'''it''s'''",
            // Wrong, and more lines would not mend it.
            "'abc", '"abc', 'x ) y', 'println 1 }', ')', '"a ${x} b', "x = 'a", '1 2 3 )',
            // An empty line ends the waiting.
            'a +\n', 'if (x)\n', 'def x =\n',
        ]
    }

    def 'but an empty line closes no bracket'() {
        expect:
        OpenInput.isOpen('if (true) {\n')
        OpenInput.isOpen('"""a\n')
    }
}
