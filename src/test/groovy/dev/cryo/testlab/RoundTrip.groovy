package dev.cryo.testlab

import dev.cryo.verb.ContainerName

import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest

/** What a checkpoint of the newest is made of, as CRIU and tar wrote it, beside what the store makes of it again. */
class RoundTrip {

    /**
     * The files that do not come out of the store's packs as they went in, by a copy that was made of nothing else; those
     * that come out exported too. Empty when all is well.
     */
    static List<String> differences(LabEngine lab, String container) {
        def subjects = lab.workspace().subjects()
        def store = subjects.store()
        def newest = subjects.find(new ContainerName(container)).timeline().get().checkpoints().last()
        def unpacked = store.root().resolve('unpacked')
        // The very files that the host has written: they become the unpacked copy.
        def written = sums(unpacked.resolve(newest.id().text()))
        assert written.keySet().count { it.startsWith('images/') } > 10
        assert 'filesystem.tar' in written.keySet()
        assert unpacked.toFile().deleteDir()

        def exported = Files.createTempDirectory(lab.folder, 'exported-').resolve('images')
        lab.call('export', checkpoint: newest.reference(), folder: exported)
        def out = sums(exported)
        def images = written.findAll { it.key.startsWith('images/') }.collectEntries { [it.key - 'images/', it.value] }
        def different = (images.keySet() + out.keySet() - 'cryo.json').findAll { images[it] != out[it] }.collect { "exported $it".toString() }

        store.unpack(newest).withCloseable { kept ->
            def again = sums(kept.images().parent)
            different + (written.keySet() + again.keySet()).findAll { written[it] != again[it] }
        } as List
    }

    private static Map<String, String> sums(Path folder) {
        def found = [:]
        folder.toFile().eachFileRecurse { file ->
            def name = folder.relativize(file.toPath()).toString()
            if (file.file && !name.startsWith('.')) {
                def digest = MessageDigest.getInstance('SHA-256')
                file.withInputStream { stream -> stream.eachByte(1 << 20) { bytes, n -> digest.update(bytes, 0, n) } }
                found[name] = digest.digest().encodeHex().toString()
            }
        }
        found
    }
}
