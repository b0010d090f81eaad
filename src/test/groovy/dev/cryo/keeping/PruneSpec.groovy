package dev.cryo.keeping

import dev.cryo.verb.Problem
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant

/** What prune takes, what it leaves, and what it gives back. */
class PruneSpec extends Specification {

    @TempDir
    Path folder

    KeptStore kept

    def setup() {
        kept = new KeptStore(folder)
    }

    def "without a rule no checkpoint goes, and what deleted ones left is given back"() {
        given:
        (1..3).each { kept.make(own: it) }
        kept.call('rm-checkpoint', checkpoints: ['web@3'])
        def before = unused()

        when:
        def pruned = kept.call('prune')

        then:
        before > 4000
        pruned.checkpoints().empty
        numbers() == [1, 2]
        unused() == 0
        kept.call('verify')*.state()*.name() == ['WHOLE', 'WHOLE']
    }

    def "what would go is shown, and goes only when the user agrees"() {
        given:
        (1..4).each { kept.make(own: it) }
        def told = new KeptStore.Told()

        when:
        def dry = kept.call('prune', keepLast: 2, dryRun: true)

        then:
        dry.checkpoints()*.reference() == ['web@1', 'web@2']
        dry.freed().empty
        numbers() == [1, 2, 3, 4]

        when:
        kept.call('prune', keepLast: 2, told)

        then:
        thrown(Problem)
        told.notes.findAll { it.startsWith('will go: ') }.size() == 2
        numbers() == [1, 2, 3, 4]

        when:
        kept.call('prune', keepLast: 2, new KeptStore.Told(true))

        then:
        numbers() == [3, 4]
        kept.call('verify')*.state()*.name() == ['WHOLE', 'WHOLE']
    }

    def "rules are about the containers that are named, pages about all"() {
        given:
        (1..3).each { kept.make(own: it) }
        (1..3).each { kept.make(key: KeptStore.DB, own: it) }

        when:
        kept.call('prune', containers: ['db'], keepLast: 1, yes: true)

        then:
        numbers() == [1, 2, 3]
        numbers(KeptStore.DB) == [3]
        kept.call('verify').every { it.state().name() == 'WHOLE' }
    }

    def "a size takes the oldest first, and spares labelled ones where they are to stay"() {
        given:
        def store = kept.store()
        (1..6).each { kept.make(own: it, taken: Instant.ofEpochSecond(it * 1000), label: it == 2 ? 'keep' : null, store) }
        def all = kept.call('df').find { it.kind().name() == 'ALL' }.alone().bytes()

        when:
        def pruned = kept.call('prune', maxSize: "${all - 6000}".toString(), keepLabelled: labelled, keepLast: 6, yes: true)

        then: 'each has a page that does not compress, and a description'
        pruned.checkpoints()*.reference() == gone
        def rows = kept.call('df')
        rows.find { it.kind().name() == 'ALL' }.alone().bytes() <= all - 6000

        where:
        labelled || gone
        false    || ['web@1', 'web@keep']
        true     || ['web@1', 'web@3']
    }

    def "a size that cannot be kept is said, and what may not go stays"() {
        given:
        kept.make()
        kept.make(own: 2)
        def told = new KeptStore.Told()

        when:
        kept.call('prune', maxSize: '1k', yes: true, told)

        then:
        numbers() == [2]
        told.notes.any { it.startsWith('the store stays above') }
    }

    def "as long as nobody can tell which pages a checkpoint uses, no page goes"() {
        given:
        def damaged = kept.make()
        kept.make(own: 2)
        kept.make(own: 3)
        kept.call('rm-checkpoint', checkpoints: ['web@3'])
        KeptStore.flip(kept.of(damaged).resolve('contents'), 20)
        def before = unused()

        when:
        kept.call('prune')

        then:
        def problem = thrown(Problem)
        problem.what().contains(damaged.id().text())
        problem.remedy().get().contains("rm-checkpoint ${damaged.id()}")
        unused() == before

        when:
        kept.call('rm-checkpoint', checkpoints: [damaged.id().text()])
        kept.call('prune')

        then:
        unused() < before
        kept.call('verify')*.state()*.name() == ['WHOLE']
    }

    def "a checkpoint whose manifest is damaged keeps its pages"() {
        given:
        def damaged = kept.make(own: 7)
        kept.make(own: 2)
        def manifest = Files.readAllBytes(kept.of(damaged).resolve('checkpoint.json'))
        KeptStore.flip(kept.of(damaged).resolve('checkpoint.json'), 40)

        when:
        kept.call('prune')
        Files.write(kept.of(damaged).resolve('checkpoint.json'), manifest)

        then:
        kept.call('verify')*.state()*.name() == ['WHOLE', 'WHOLE']
    }

    def "what dead processes left is cleared away by #verb"() {
        given:
        def made = kept.make()
        def timeline = kept.timeline()
        Files.createDirectories(timeline.resolve('.gone-0123456789abcdef/images'))
        Files.writeString(Files.createDirectories(timeline.resolve('.draft-0123456789abcdef')).resolve('.owner'), '')
        Files.writeString(timeline.resolve('.timeline.json.new'), '{')
        Files.writeString(kept.of(made).resolve('.checkpoint.json.new'), '{')
        Files.writeString(kept.root().resolve('packs/.0123.new'), 'half')
        Files.writeString(kept.root().resolve("unpacked/$made.id.text/images/pages-1.img"), 'not what it was')
        Files.createDirectories(kept.root().resolve('unpacked/0123456789abcdef'))

        when:
        kept.call(verb)

        then:
        timeline.toFile().list().findAll { it.startsWith('.') } == ['.lock']
        kept.of(made).toFile().list().sort() == ['checkpoint.json', 'contents']
        kept.root().resolve('packs').toFile().list().every { !it.startsWith('.') }
        kept.root().resolve('unpacked').toFile().list() == [] as String[]
        kept.call('verify')*.state()*.name() == ['WHOLE']

        where:
        verb << ['prune', 'repair']
    }

    def "a draft that somebody works on stays"() {
        given:
        def store = kept.store()
        kept.make(store)

        expect:
        store.begin(KeptStore.WEB, Optional.empty()).withCloseable { draft ->
            kept.call('prune')
            kept.call('repair')
            Files.exists(draft.images())
        }
    }

    private long unused() {
        kept.call('df').find { it.kind().name() == 'UNUSED' }.alone().bytes()
    }

    private List<Integer> numbers(key = KeptStore.WEB) {
        kept.store().timeline(key).get().checkpoints()*.number()
    }
}
