package dev.cryo.keeping

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** How a timeline is drawn, and what df adds up. */
class TreeSpec extends Specification {

    @TempDir
    Path folder

    KeptStore kept

    def setup() {
        kept = new KeptStore(folder)
    }

    def "branches stand to the right of what went on"() {
        given: 'back to 2 after 4, back to 3 after 5, back to 1 after 6'
        def made = [null]
        [0, 1, 2, 3, 2, 3, 1].eachWithIndex { parent, i ->
            made << kept.make(own: i, parent: made[parent], memory: 1000 * (i + 1), label: i == 2 ? 'third' : null)
        }

        when:
        def rows = kept.call('timeline', container: 'web')

        then:
        rows*.tree() == ['● 1', '├─● 2', '│ ├─● 3', '│ │ ├─● 4', '│ │ ● 6', '│ ● 5', '◉ 7']
        rows*.after()*.orElse(0) == [0, 1, 2, 3, 3, 2, 1]
        rows*.at() == ['', '', '', '', '', '', '@']
        rows[2].label().get().text() == 'third'
        rows[3].course() == '▂▃▄▅'
    }

    def "a container of the same name that came before is marked as older"() {
        given:
        kept.make()
        kept.make(key: KeptStore.DB, name: 'web')

        expect:
        kept.call('timeline', container: 'web')*.age() == ['', 'older']
        kept.call('timeline')*.age() == ['', 'older']
    }

    def "df counts a page once, and says who uses it"() {
        given:
        kept.make()
        kept.make(own: 2)
        def alone = kept.call('df')

        when:
        kept.make(key: KeptStore.DB, own: 2)
        def rows = kept.call('df')

        then: 'what two checkpoints of one container share is its own'
        alone*.kind()*.name() == ['CONTAINER', 'ALL', 'UNUSED']
        alone[0].shared().get().bytes() == 0
        alone[0].alone() == alone[1].alone()
        alone[0].raw().get().bytes() > 800_000
        alone[0].distinct().get().bytes() < 500_000

        and: 'what another container has too is shared'
        def web = rows.find { it.name() == 'web' }
        def db = rows.find { it.name() == 'db' }
        web.shared() == db.shared()
        web.shared().get().bytes() > 10 * db.alone().bytes() / 2
        web.alone().bytes() < alone[0].alone().bytes()
        rows.find { it.kind().name() == 'ALL' }.checkpoints().get() == 3
        rows.find { it.kind().name() == 'UNUSED' }.alone().bytes() < 1000
    }
}
