package dev.cryo.shell

import spock.lang.Specification

/** What comes without being asked for disturbs nobody who types. */
class NoticesSpec extends Specification {

    def "a notice waits until the line is entered, and then comes before what the line gives"() {
        given:
        def said = []
        def notices = new Notices(said::add)

        when:
        notices.accept('before')
        notices.typing(true)
        notices.accept('mean\033while')

        then:
        said == ['before']

        when:
        notices.typing(false)
        notices.accept('after')

        then:
        said == ['before', 'mean\\x1bwhile', 'after']
    }
}
