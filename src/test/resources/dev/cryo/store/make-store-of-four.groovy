// Made store-of-four.tar.gz: a store whose packs have blocks of four pages. Runs on a Cryo that wrote those (commit 13ee5b5):
//
//     cryo make-store-of-four.groovy && rm -rf store/unpacked
//     tar --sort=name --owner=0 --group=0 --numeric-owner -C store -cf - . | gzip -9n > store-of-four.tar.gz
//
// BlocksOfFourSpec knows what the pages hold.
import dev.cryo.store.Checkpoint
import dev.cryo.store.Store
import dev.cryo.store.TimelineKey
import dev.cryo.verb.ContainerId
import dev.cryo.verb.Size

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

byte[] page(int number, int since) {
    def bytes = new byte[4096]
    if (number % 10 == 9) {
        new Random(100 * number + since).nextBytes(bytes)
    } else if (number % 10 != 5) {
        def text = "page $number since $since ".getBytes('US-ASCII')
        bytes.length.times { bytes[it] = text[it % text.length] }
    }
    bytes
}

def store = Store.at(Path.of('store'))
def key = new TimelineKey('ENGINE:1', new ContainerId('a' * 64))
def parent = Optional.empty()
3.times { capture ->
    store.begin(key, Optional.empty()).withCloseable { draft ->
        draft.images().resolve('pages-1.img').toFile().withOutputStream { out ->
            // A page with an odd number is written to between any two captures, one of three only once.
            50.times { out << page(it, it % 2 ? capture : it % 3 ? 0 : capture.intdiv(2)) }
            out << 'the end'.bytes
        }
        Files.writeString(draft.work().resolve('dump.log'), 'the log of CRIU\n')
        parent = Optional.of(draft.commit(new Checkpoint(
                draft.id(), key, 0, Checkpoint.Remarks.labelled(Optional.empty()), parent, 'web', 'busybox', 'sha256:1', ['sh'],
                Instant.parse('2026-01-05T10:00:00Z').plusSeconds(3600 * capture), true, Optional.empty(),
                Optional.of(Duration.ofMillis(130)), new Size(4096), draft.size(), Optional.empty(), Optional.empty(),
                Optional.empty(), false, [], [], [], Optional.empty())).id())
    }
}
