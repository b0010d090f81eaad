package dev.cryo.store

import dev.cryo.keeping.KeptStore
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** A store whose packs have blocks of four pages, as Cryo once wrote them, is read, and lives on beside what it writes now. */
class BlocksOfFourSpec extends Specification {

    static final CAPTURES = 3
    static final PAGES = 50

    @TempDir Path folder

    def setup() {
        KeptStore.unpack('/dev/cryo/store/store-of-four.tar.gz', folder)
    }

    def "it comes out as it went in"() {
        expect:
        (0..<CAPTURES).each {
            assert Drafts.differences(files(it), Drafts.unpacked(store(), checkpoints()[it])) == ''
            assert Drafts.differences(files(it), Drafts.read(store(), checkpoints()[it])) == ''
        }
    }

    def "a new checkpoint shares its pages, and stays when the old ones go"() {
        given:
        def old = checkpoints()

        when:
        def made = Drafts.make(store(), old.last().timeline(), files(2), Optional.of(old.last().id()))

        then:
        made.added().get().bytes() < 4096

        when:
        new Pruning(store()).prune(new Pruning.Plan(old, Optional.empty(), true))

        then:
        checkpoints()*.id() == [made.id()]
        store().unpacked().remove(made.id())
        Drafts.differences(files(2), Drafts.unpacked(store(), made)) == ''
    }

    private Store store() {
        Store.at(folder)
    }

    private List<Checkpoint> checkpoints() {
        store().timelines().first().checkpoints()
    }

    /** As make-store-of-four.groovy made it. */
    private static Map<String, byte[]> files(int capture) {
        def memory = new ByteArrayOutputStream()
        PAGES.times { memory << page(it, it % 2 ? capture : it % 3 ? 0 : capture.intdiv(2)) }
        memory << 'the end'.bytes
        ['images/pages-1.img': memory.toByteArray(), 'work/dump.log': 'the log of CRIU\n'.bytes]
    }

    private static byte[] page(int number, int since) {
        def bytes = new byte[4096]
        if (number % 10 == 9) {
            new Random(100 * number + since).nextBytes(bytes)
        } else if (number % 10 != 5) {
            def text = "page $number since $since ".getBytes('US-ASCII')
            bytes.length.times { bytes[it] = text[it % text.length] }
        }
        bytes
    }
}
