package dev.cryo.shell

import spock.lang.Specification

class EscapedSpec extends Specification {

    def 'a line shows #shown'() {
        expect:
        Escaped.line(text) == shown

        where:
        text               || shown
        'plain é 日本 😀'   || 'plain é 日本 😀'
        'a\u001b[2Jb'      || 'a\\x1b[2Jb'
        'a\nb\rc\td'       || 'a\\nb\\rc\\td'
        '\u0000\u007f'     || '\\x00\\x7f'
        '\u009b31m'        || '\\x9b31m'
        '\u202eabc'        || '\\u202eabc'
        '\u2066\u200b'     || '\\u2066\\u200b'
        '\u2028'           || '\\u2028'
        '\ud800'           || '\\ud800'
        '\udb40\udc41'     || '\\u{e0041}'
        'back\\slash'      || 'back\\slash'
    }

    def 'a block keeps its lines'() {
        expect:
        Escaped.block('a\n\tb\u001bc\r') == 'a\n\tb\\x1bc\\r'
    }
}
