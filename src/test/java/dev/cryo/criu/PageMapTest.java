package dev.cryo.criu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import org.junit.jupiter.api.Test;

/** Which pages there are, and where, as every CRIU writes it. */
class PageMapTest {

    private static final long AT = 0x10000;

    /** Four pages at {@link #AT}, the n-th filled with the n-th letter when all are stored. */
    private static Synthetic fourPages() {
        return new Synthetic().map(AT, 4, Synthetic.ANON_PRIVATE).pages(letters(4));
    }

    private static byte[] letters(int pages) {
        var bytes = new byte[pages * Synthetic.PAGE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + i / Synthetic.PAGE);
        }
        return bytes;
    }

    private static Wire run(long address, int compatible) {
        return new Wire().number(1, address).number(2, compatible);
    }

    private static String firstOfPage(Synthetic checkpoint, int page) {
        return switch (checkpoint.space().read(AT + (long) page * Synthetic.PAGE, 1)) {
            case Reading.Value<Bytes>(var bytes) -> bytes.text();
            case Reading.Absent<Bytes>(var why) -> why;
        };
    }

    @Test
    void countsOfBothGenerationsAreRead() {
        var before42 = fourPages().run(run(AT, 3));
        var since42 = fourPages().run(run(AT, 0).number(5, 3));
        var both = fourPages().run(run(AT, 1).number(5, 3));
        for (var checkpoint : new Synthetic[] {before42, since42, both}) {
            assertEquals(3 * 4096, checkpoint.process().residentBytes());
            assertEquals("c", firstOfPage(checkpoint, 2));
        }
    }

    @Test
    void aRunWithoutFlagsIsPresent() {
        assertEquals("a", firstOfPage(fourPages().run(run(AT, 1)), 0));
    }

    @Test
    void onlyStoredRunsTakeRoomInThePagesFile() {
        var checkpoint = fourPages()
                .run(AT, 1, 1)
                .run(AT + 0x1000, 1, 2)
                .run(AT + 0x2000, 1, 4)
                .run(AT + 0x3000, 1, 6);
        assertEquals("the page did not change since the parent checkpoint, which is not there or lacks it", firstOfPage(checkpoint, 0));
        assertEquals(
                "the page was left with the process, to be fetched later (a lazy dump)", firstOfPage(checkpoint, 1));
        assertEquals("a", firstOfPage(checkpoint, 2));
        assertEquals("b", firstOfPage(checkpoint, 3));
        assertEquals(2 * 4096, checkpoint.process().residentBytes());
    }

    @Test
    void theOldWordForAPageInTheParentIsKnown() {
        var checkpoint = fourPages().run(run(AT, 1).number(3, 1)).run(run(AT + 0x1000, 1));
        assertEquals("the page did not change since the parent checkpoint, which is not there or lacks it", firstOfPage(checkpoint, 0));
        assertEquals("a", firstOfPage(checkpoint, 1));
    }

    @Test
    void anEmptyRunIsNone() {
        assertEquals("a", firstOfPage(fourPages().run(AT, 0, 4).run(AT, 1, 4), 0));
    }

    @Test
    void moreThanThePagesFileHoldsIsDamage() {
        assertDamaged(
                "it is 16384 bytes long where 'pagemap-1.img' claims 20480",
                fourPages().run(AT, 5, 4));
    }

    @Test
    void claimsThatNoMemoryCouldHoldAreDamage() {
        assertDamaged("a run claims 18446744073709551615 pages", fourPages().run(AT, -1, 4));
        assertDamaged("a run claims 2251799813685248 pages", fourPages().run(AT, 1L << 51, 4));
        assertDamaged(
                "a run of pages starts at 10001, where no page of a process does",
                fourPages().run(AT + 1, 1, 4));
        assertDamaged(
                "a run of pages starts at ffffffffff600000, where no page of a process does",
                fourPages().run(0xffffffffff600000L, 1, 4));
    }

    @Test
    void claimsOfHugeRunsThatAreNotStoredCostNothing() {
        var checkpoint = fourPages().run(0, 1L << 50, 1);
        assertEquals(0, checkpoint.process().residentBytes());
        assertEquals(0, checkpoint.process().samplePages(10).size());
    }

    @Test
    void overlappingRunsAreDamage() {
        assertDamaged(
                "the run of pages at 11000 overlaps the one before it, or is out of order",
                fourPages().run(AT, 2, 4).run(AT + 0x1000, 1, 4));
        assertDamaged(
                "the run of pages at 10000 overlaps the one before it, or is out of order",
                fourPages().run(AT + 0x1000, 1, 4).run(AT, 1, 4));
    }

    @Test
    void storedPagesWithoutTheirFileAreDamage() {
        var images = fourPages().run(AT, 1, 4).images().without("pages-1.img");
        var problem = assertThrows(Problem.class, () -> ImageDirectory.open(images));
        assertEquals("'pages-1.img' is missing in 'images in memory'", problem.what());
        assertTrue(problem.remedy().isPresent());
    }

    private static void assertDamaged(String evidence, Synthetic checkpoint) {
        var problem = assertThrows(Problem.class, checkpoint::process);
        assertEquals(evidence, problem.evidence().getFirst());
        assertTrue(problem.remedy().isPresent());
    }
}
