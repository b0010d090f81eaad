package dev.cryo.keeping

import dev.cryo.verb.CheckpointRef
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** A store of version 1 is read, and lives on beside what this version makes. */
class Version1Spec extends Specification {

    @TempDir
    Path folder

    KeptStore kept

    def setup() {
        kept = new KeptStore(folder)
        KeptStore.unpack('/dev/cryo/store/store-1.tar.gz', folder.resolve('store'))
    }

    def "its checkpoints are listed, open, and come out byte for byte"() {
        when:
        def rows = kept.call('checkpoints')

        then:
        rows*.number() == [1, 2, 3]
        rows*.label()*.map { it.text() }*.orElse('') == ['first', '', 'third']
        rows*.at() == ['', '', '@']

        when:
        def told = new KeptStore.Told()
        def verified = kept.call('verify', told)

        then:
        verified*.state()*.name() == ['OPENS'] * 3
        verified.every { it.why().contains('of version 1') }

        when:
        kept.call('export', checkpoint: 'web@first', folder: folder.resolve('exported').toString(), filesystem: true)

        then:
        def images = files(checkpointFolder('web@first').resolve('images'))
        files(folder.resolve('exported')).findAll { !(it.key in ['cryo.json', 'filesystem.tar']) } == images
        Files.mismatch(folder.resolve('exported/filesystem.tar'), checkpointFolder('web@first').resolve('filesystem.tar')) == -1
    }

    def "its checkpoints can be labelled, noted and pinned, and stay of version 1"() {
        when:
        kept.call('label', checkpoint: 'web@2', label: 'second')
        kept.call('note', checkpoint: 'web@second', text: ['remember'])
        kept.call('pin', checkpoints: ['web@second'])

        then:
        Files.readString(checkpointFolder('web@second').resolve('checkpoint.json')).contains('"version" : 1,')
        find('web@second').remarks().note().get() == 'remember'
        find('web@second').options() == ['file-locks']
        kept.call('verify', checkpoints: ['web@second'])*.state()*.name() == ['OPENS']
        kept.store().images(find('web@second')).get().names().contains('inventory.img')
    }

    def "its checkpoints can be deleted and pruned, and a new one follows them"() {
        when:
        def made = kept.make()
        kept.call('rm-checkpoint', checkpoints: ['web@2'])

        then:
        made.number() == 4
        made.parent().get() == find('web@third').id()
        find('web@third').parent().get() == find('web@first').id()
        kept.call('df').find { it.kind().name() == 'ALL' }.checkpoints().get() == 3

        when:
        kept.call('prune', keepLast: 1, yes: true)

        then:
        kept.call('verify')*.reference() == ['web@4']
        find('web@4').parent().empty
    }

    def "a damaged one is named"() {
        given:
        def told = new KeptStore.Told()
        KeptStore.flip(checkpointFolder('web@first').resolve('images/pstree.img'), 0)

        when:
        kept.call('verify', told)

        then:
        thrown(dev.cryo.verb.Problem)
        told.lines.findAll { it.contains(': damaged') }.size() == 1
        told.lines.find { it.startsWith('web@first: damaged') }
    }

    private find(String ref) {
        kept.store().find(CheckpointRef.of(ref), Optional.empty())
    }

    private Path checkpointFolder(String ref) {
        kept.of(find(ref))
    }

    private static Map<String, List<Byte>> files(Path folder) {
        folder.toFile().listFiles().collectEntries { [it.name, Files.readAllBytes(it.toPath()).toList()] }
    }
}
