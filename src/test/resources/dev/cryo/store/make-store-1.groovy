// Made store-1.tar.gz: a store of version 1. Runs on the Cryo that wrote those (commit 32e6b27), in a folder that holds
// what busybox.tar.gz of the image files' tests holds, and a filesystem.tar:
//
//     cryo make-store-1.groovy && tar --sort=name --owner=0 --group=0 --numeric-owner -C store -cf - . | gzip -9n > store-1.tar.gz
//
// The pages are zeros, so that the archive stays small; nobody looks into them.
import dev.cryo.store.Checkpoint
import dev.cryo.store.Store
import dev.cryo.store.TimelineKey
import dev.cryo.verb.ContainerId
import dev.cryo.verb.Label
import dev.cryo.verb.Size

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

def store = Store.at(Path.of('store'))
def key = new TimelineKey('ENGINE:1', new ContainerId('a' * 64))
def parent = Optional.empty()
[[label: 'first'], [:], [label: 'third']].eachWithIndex { about, i ->
    def label = Optional.ofNullable(about.label).map { new Label(it) }
    store.begin(key, label).withCloseable { draft ->
        new File('images').listFiles()*.toPath().each { file ->
            def copy = draft.images().resolve(file.fileName)
            Files.write(copy, file.fileName.toString() ==~ /pages-.*/ ? new byte[Files.size(file)] : Files.readAllBytes(file))
        }
        Files.writeString(draft.work().resolve('dump.log'), 'the log of CRIU\n')
        Files.copy(Path.of('filesystem.tar'), draft.filesystem())
        draft.description('{"Name": "/web"}')
        draft.settle()
        def made = draft.commit(new Checkpoint(
                draft.id(), key, 0, label, parent, 'web', 'busybox', 'sha256:1', ['sh', '-c', 'sleep 1000'],
                Instant.parse('2026-01-05T10:00:00Z').plusSeconds(3600 * i), true,
                Optional.of(Instant.parse('2026-01-05T09:00:00Z')), Optional.of(Duration.ofMillis(130)),
                new Size(348160), draft.size(), Optional.of(17L), Optional.empty(), true, ['/data'], ['file-locks']))
        parent = Optional.of(made.id())
    }
}
