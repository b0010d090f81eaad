package dev.cryo.keeping

import dev.cryo.verb.Problem
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** What verify finds, and what repair makes of it. */
class VerifySpec extends Specification {

    @TempDir
    Path folder

    KeptStore kept

    def setup() {
        kept = new KeptStore(folder)
    }

    def "a damaged page costs the checkpoints that use it, and no others"() {
        given: 'the first pack holds the pages that all share, and one of the first; the second one page of the second'
        def packs = []
        def made = (1..3).collect {
            def one = kept.make(own: it)
            packs << (kept.packs() - packs.flatten())[0]
            one
        }

        when: 'the one page of the second checkpoint'
        KeptStore.flip(packs[1], 100)

        then:
        damaged() == ['web@2']
        damaged('web@1', 'web@3') == []
        damaged('web@2', 'web@3') == ['web@2']

        when: 'another checkpoint has the same page'
        kept.make(own: 2, parent: made[0])

        then: 'it was written anew, or is damaged too: never silently wrong'
        damaged() - 'web@4' == ['web@2']

        when: 'pages of the images that all have'
        def bytes = Files.readAllBytes(packs[0])
        Arrays.fill(bytes, bytes.length >> 2, bytes.length >> 1, (byte) 0)
        Files.write(packs[0], bytes)

        then:
        damaged().containsAll(['web@1', 'web@2', 'web@3'])
    }

    def "a damaged #file costs that checkpoint"() {
        given:
        kept.make()
        def made = kept.make(own: 2)

        when:
        KeptStore.flip(kept.of(made).resolve(file), 30)

        then:
        damaged() == [name ?: made.id().text()]

        where:
        file              | name
        'contents'        | 'web@2'
        'checkpoint.json' | null
    }

    def "a damaged table or timeline costs nothing, is told, and repair mends it"() {
        given:
        def made = kept.make()
        kept.make(own: 2)
        def table = kept.packs()[0].resolveSibling(kept.packs()[0].fileName.toString().replace('.pack', '.table'))
        if (what == 'table') {
            KeptStore.flip(table, 20)
        } else if (what == 'missing') {
            Files.delete(table)
        } else if (what == 'pack') {
            KeptStore.flip(kept.packs()[0], Files.size(kept.packs()[0]) - 30)
        } else {
            KeptStore.flip(kept.timeline().resolve('timeline.json'), 0)
        }

        when:
        kept.call('verify')

        then:
        def problem = thrown(Problem)
        problem.what() == 'the store is damaged, but every checkpoint comes out as it went in'
        problem.evidence().size() == 1

        when:
        def repaired = kept.call('repair')

        then:
        repaired.size() == 1
        kept.call('verify')*.state()*.name() == ['WHOLE', 'WHOLE']
        kept.call('repair')*.what() == ['nothing was to be repaired']
        kept.store().timeline(KeptStore.WEB).get().current().get().number() == 2

        where:
        what << ['table', 'missing', 'pack', 'timeline']
    }

    def "a pack of which both tables are damaged is set aside, and new checkpoints can be made"() {
        given:
        kept.make()
        def pack = kept.packs()[0]
        KeptStore.flip(pack, Files.size(pack) - 30)
        Files.delete(pack.resolveSibling(pack.fileName.toString().replace('.pack', '.table')))

        when:
        kept.call('repair')
        def made = kept.make(own: 2, parent: null)

        then:
        damaged() == ['web@1']
        Files.exists(pack.resolveSibling(pack.fileName.toString() + '.lost'))
        kept.call('verify', checkpoints: [made.id().text()])*.state()*.name() == ['WHOLE']
    }

    def "an unpacked copy that is damaged costs nothing, and is dropped"() {
        given:
        def made = kept.make()
        def copy = kept.root().resolve("unpacked/$made.id.text")
        KeptStore.flip(copy.resolve('images/pages-2.img'), 5)

        expect:
        kept.call('verify')*.state()*.name() == ['WHOLE']
        !Files.exists(copy)
    }

    def "an image directory outside the store is opened"() {
        given:
        def outside = folder.resolve('outside')
        def inside = kept.make()
        kept.call('export', checkpoint: 'web@1', folder: outside.toString())
        kept.make(images: outside)

        expect:
        kept.call('verify')*.state()*.name().sort() == ['OPENS', 'WHOLE']

        when:
        outside.toFile().deleteDir()

        then:
        damaged() == ['web@2']
        inside.number() == 1
    }

    def "an export is the image directory, byte for byte"() {
        given:
        kept.make(own: 5)
        def target = folder.resolve('exported')

        when:
        def done = kept.call('export', checkpoint: 'web@1', folder: target.toString(), filesystem: true)

        then:
        def images = kept.images(5)
        target.toFile().list().toList().toSet() == images.keySet() + ['cryo.json', 'filesystem.tar']
        images.every { name, bytes -> Arrays.equals(bytes, Files.readAllBytes(target.resolve(name))) }
        Files.readString(target.resolve('filesystem.tar')) == 'no archive, but bytes: 5'
        done.files() == images.size() + 1

        when:
        kept.call('export', checkpoint: 'web@1', folder: target.toString())

        then:
        def problem = thrown(Problem)
        problem.what().endsWith('is not empty')
    }

    def "an export that fails leaves nothing behind"() {
        given:
        kept.make()
        KeptStore.flip(kept.packs()[0], Files.size(kept.packs()[0]) >> 2)
        def target = folder.resolve('exported')

        when:
        kept.call('export', checkpoint: 'web@1', folder: target.toString())

        then:
        thrown(Problem)
        !Files.exists(target)
    }

    /** The checkpoints that verify names as damaged. */
    private List<String> damaged(String... names) {
        def told = new KeptStore.Told()
        try {
            kept.call('verify', checkpoints: names as List, told)
        } catch (Problem e) {
            assert e.kind().exitStatus() == 1
        }
        told.lines.findAll { it.contains(': damaged') }*.replaceFirst(':.*', '')
    }
}
