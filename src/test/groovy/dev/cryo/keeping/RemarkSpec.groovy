package dev.cryo.keeping

import dev.cryo.store.Store
import dev.cryo.verb.CheckpointRef
import dev.cryo.verb.Problem
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** Labels, notes, pins, and checkpoints that are deleted. */
class RemarkSpec extends Specification {

    @TempDir
    Path folder

    KeptStore kept

    def setup() {
        kept = new KeptStore(folder)
    }

    def "a label can be given, changed and taken away, and names the checkpoint"() {
        given:
        def made = kept.make()

        when:
        kept.call('label', checkpoint: 'web@1', label: 'before')

        then:
        find('web@before').id() == made.id()

        when:
        kept.call('label', checkpoint: 'web@before', label: 'after')

        then:
        find('web@after').id() == made.id()
        kept.store().timeline(KeptStore.WEB).get().checkpoints()*.label()*.get()*.text() == ['after']

        when:
        kept.call('label', checkpoint: 'web@after', remove: true)

        then:
        find('web@1').label().empty
    }

    def "a label that another checkpoint has is refused, and nothing changes"() {
        given:
        kept.make(label: 'before')
        def other = kept.make(own: 2)

        when:
        kept.call('label', checkpoint: 'web@2', label: 'before')

        then:
        def problem = thrown(Problem)
        problem.what() == "the label 'before' is taken"
        find('web@2') == other
    }

    def "what is remarked changes nothing else, and every file still comes out as it went in"() {
        given:
        def made = kept.make(own: 7)

        when:
        kept.call('note', checkpoint: 'web@1', text: ['the', 'last "good" one\n'])
        kept.call('pin', checkpoints: ['web@1'])

        then:
        def now = find('web@1')
        now.remarks().note().get() == 'the last "good" one\n'
        now.remarks().pinned()
        kept.call('verify')*.state()*.name() == ['WHOLE']
        kept.call('checkpoints').first().note().get() == 'the last "good" one\n'
        kept.call('checkpoints').first().pin() == 'pinned'

        when:
        kept.call('note', checkpoint: 'web@1', remove: true)
        kept.call('pin', checkpoints: ['web@1'], undo: true)

        then:
        find('web@1') == made
    }

    def "children of a deleted checkpoint follow the one before it, and ~1 steps over it"() {
        given: '1 - 2 - 3, and a branch 4 from 2'
        def first = kept.make()
        def second = kept.make(own: 2)
        kept.make(own: 3)
        kept.make(own: 4, parent: second)

        when:
        kept.call('rm-checkpoint', checkpoints: ['web@2'])

        then:
        def timeline = kept.store().timeline(KeptStore.WEB).get()
        timeline.checkpoints()*.number() == [1, 3, 4]
        timeline.checkpoints()*.parent()*.orElse(null) == [null, first.id(), first.id()]
        find('web@~1') == first
        !Files.exists(kept.of(second))
        kept.timeline().toFile().list().every { !it.startsWith('.gone') }
    }

    def "several are deleted at once, down to nothing, and numbers begin anew"() {
        given:
        3.times { kept.make(own: it) }

        when:
        kept.call('rm-checkpoint', checkpoints: ['web@1', 'web@3', 'web@2'])

        then:
        kept.store().timelines().empty
        kept.make().number() == 1
    }

    def "where the container stands moves to the one before the deleted one"() {
        given:
        def first = kept.make()
        kept.make(own: 2)
        kept.make(own: 3, parent: first)
        kept.make(own: 4)

        when:
        kept.call('rm-checkpoint', checkpoints: ['web@4', 'web@3'])

        then:
        kept.store().timeline(KeptStore.WEB).get().current().get().id() == first.id()
    }

    def "a pinned one, and one that its container was stopped into, are deleted only by force"() {
        given:
        def store = kept.store()
        kept.make(store)
        kept.call('pin', checkpoints: ['web@1'])
        store.stoppedBy(kept.make(own: 2, store))

        when:
        kept.call('rm-checkpoint', checkpoints: [ref])

        then:
        def problem = thrown(Problem)
        problem.what().contains(what)
        store.timeline(KeptStore.WEB).get().checkpoints().size() == 2

        when:
        kept.call('rm-checkpoint', checkpoints: [ref], force: true)

        then:
        store.timeline(KeptStore.WEB).get().checkpoints().size() == 1

        where:
        ref     | what
        'web@1' | 'is pinned'
        'web@2' | 'was stopped into'
    }

    def "a checkpoint whose manifest is damaged is noted, and deleted by its id"() {
        given:
        def damaged = kept.make()
        kept.make(own: 2)
        KeptStore.flip(kept.of(damaged).resolve('checkpoint.json'), 40)
        def told = new KeptStore.Told()

        expect:
        kept.call('checkpoints', told)*.number() == [2]
        told.notes.size() == 1
        told.notes[0].contains(damaged.id().text())

        when:
        kept.call('rm-checkpoint', checkpoints: [damaged.id().text()])

        then:
        kept.store().timeline(KeptStore.WEB).get().damaged().empty
    }

    private find(String ref) {
        def parsed = CheckpointRef.of(ref)
        Store.at(kept.root()).find(parsed, Optional.empty())
    }
}
