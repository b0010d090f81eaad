package dev.cryo.criu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages differ: found by bytes or by numbers, and the same either way. */
class ChangedPagesTest {

    private static final long AT = 0x7f1234560000L;
    private static final int PAGE = Synthetic.PAGE;

    private final Pool pool = new Pool();

    /** A page that the checkpoint does not hold is null. */
    private static byte[] contents(byte[][] pages) {
        var stored = Arrays.stream(pages).filter(page -> page != null).toList();
        var all = new byte[stored.size() * PAGE];
        for (int i = 0; i < stored.size(); i++) {
            System.arraycopy(stored.get(i), 0, all, i * PAGE, PAGE);
        }
        return all;
    }

    private static MemoryImages images(byte[][] pages, int status) {
        var synthetic = new Synthetic().map(AT, pages.length, status);
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] != null) {
                synthetic.run(AT + (long) i * PAGE, 1, Synthetic.PRESENT);
            }
        }
        return synthetic.pages(contents(pages)).images();
    }

    private AddressSpace pooled(byte[][] pages, int status) {
        return space(new Pool.Pooled(images(pages, status), Bytes.of(contents(pages)), pool));
    }

    private static AddressSpace space(Images images) {
        return ImageDirectory.open(images).processes().getFirst().addressSpace().orFail("the memory");
    }

    private static List<Integer> changed(AddressSpace then, AddressSpace now, int pages) {
        var found = new ArrayList<Integer>();
        ChangedPages.between(then, now, AT, AT + (long) pages * PAGE, Watch.NOBODY, (address, count) -> {
            for (int i = 0; i < count; i++) {
                found.add((int) ((address - AT) / PAGE) + i);
            }
        });
        return found;
    }

    /** Against what comparing page by page says. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "3, false", "4, true", "5, true"})
    void exactlyThosePages(int seed, boolean inPools) {
        var random = new Random(seed);
        int pages = 300;
        var then = new byte[pages][];
        var now = new byte[pages][];
        var expected = new TreeSet<Integer>();
        for (int i = 0; i < pages; i++) {
            then[i] = random.nextInt(4) == 0 ? null : page(random.nextInt(3));
            now[i] = random.nextInt(4) == 0 ? null : page(random.nextInt(3));
            if (!Arrays.equals(then[i] == null ? new byte[PAGE] : then[i], now[i] == null ? new byte[PAGE] : now[i])) {
                expected.add(i);
            }
        }
        var one = inPools ? pooled(then, Synthetic.ANON_PRIVATE) : space(images(then, Synthetic.ANON_PRIVATE));
        var other = inPools ? pooled(now, Synthetic.ANON_PRIVATE) : space(images(now, Synthetic.ANON_PRIVATE));
        assertEquals(List.copyOf(expected), changed(one, other, pages));
    }

    /** The first is zeros, which count as those of memory that was never written. */
    private static byte[] page(int kind) {
        var page = new byte[PAGE];
        page[PAGE - 1] = (byte) kind;
        return page;
    }

    @Test
    void aPageOfAFileThatOnlyOneHoldsDiffers() {
        var then = space(images(new byte[][] {null, page(0), page(1)}, Synthetic.FILE_PRIVATE));
        var now = space(images(new byte[][] {page(0), null, page(1)}, Synthetic.FILE_PRIVATE));
        assertEquals(List.of(0, 1), changed(then, now, 3));
    }

    @Test
    void whatTwoShareIsNotRead() {
        var random = new Random(42);
        var then = new byte[2000][PAGE];
        for (var page : then) {
            random.nextBytes(page);
        }
        var now = then.clone();
        now[7] = page(1);
        now[1999] = page(2);
        var before = images(then, Synthetic.ANON_PRIVATE);
        var after = images(now, Synthetic.ANON_PRIVATE);
        var one = space(new Pool.Pooled(before, Bytes.of(contents(then)), pool));
        var other = space(new Pool.Pooled(after, Bytes.of(contents(now)), pool));
        long read = before.bytesRead + after.bytesRead;
        assertEquals(List.of(7, 1999), changed(one, other, 2000));
        assertEquals(4L * PAGE, before.bytesRead + after.bytesRead - read);
    }

    @Test
    void numbersOfDifferentPoolsSayNothing() {
        var pages = new byte[][] {page(1), page(2)};
        var one = pooled(pages, Synthetic.ANON_PRIVATE);
        var elsewhere = new Pool();
        elsewhere.number(page(2));
        var swapped = new byte[][] {page(2), page(1)};
        var other = space(new Pool.Pooled(
                images(swapped, Synthetic.ANON_PRIVATE), Bytes.of(contents(swapped)), elsewhere));
        assertEquals(List.of(0, 1), changed(one, other, 2));
    }

    @Test
    void whoCancelsDoesNotWait() {
        var one = space(images(new byte[][] {page(1)}, Synthetic.ANON_PRIVATE));
        Thread.currentThread().interrupt();
        try {
            var problem = assertThrows(Problem.class, () -> changed(one, one, 1));
            assertEquals(Problem.Kind.INTERRUPTED, problem.kind());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }
}
