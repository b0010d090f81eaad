package dev.cryo.testing

import spock.lang.Specification

/** The same as {@link SpoilingSample} for Spock. */
@Rewind('db@seeded')
@Rewind('cache@seeded')
class SpoilingFeatures extends Specification {

    def cleanup() {
        ['db', 'cache'].each { SpoilingSample.said(it, 'echo spoilt > /state; kill -USR1 1') }
    }

    def "number #number finds what was seeded"() {
        expect:
        SpoilingSample.assertSeeded()

        where:
        number << [1, 2, 3]
    }

    @Rewind('db@later')
    def "one may want another"() {
        expect:
        SpoilingSample.said('db', 'cat /state') == 'later'
        SpoilingSample.said('cache', 'cat /state') == 'seeded'
    }
}
