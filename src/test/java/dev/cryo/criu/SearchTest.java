package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding bytes and expressions in memory. */
class SearchTest {

    private static final long AT = 0x100000;

    /** Resident dots with {@code text} at {@code offset}. */
    private static Synthetic memory(int pages, int offset, String text) {
        return new Synthetic()
                .map(AT, pages, Synthetic.ANON_PRIVATE)
                .run(AT, pages, Synthetic.PRESENT)
                .pages(Synthetic.dots(pages, offset, text));
    }

    private static List<Long> offsets(Synthetic checkpoint, Needle needle) {
        try (var matches = ImageDirectory.open(checkpoint.images()).search(needle)) {
            return matches.map(match -> match.address() - AT).toList();
        }
    }

    private static Needle expression(String text) {
        return Needle.expression(Pattern.compile(text));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                4090,
                4096,
                262_100,
                262_143,
                262_144,
                262_145,
                // around where the overlap of an expression begins and ends
                258_040,
                258_048,
                258_050,
                266_230,
                266_240,
                266_250,
                524_280,
                524_288,
                100 * 4096 - 8
            })
    void aMatchIsFoundOnceWhereverItLies(int offset) {
        var checkpoint = memory(200, offset, "hay123st");
        assertEquals(List.of((long) offset), offsets(checkpoint, Needle.text("hay123st")));
        assertEquals(List.of((long) offset), offsets(checkpoint, expression("hay\\d+st")));
        assertEquals(List.of((long) offset), offsets(checkpoint, expression("(?<=^|\\.)hay")));
    }

    @Test
    void matchesThatTouchAreAllFoundAndDoNotOverlap() {
        var text = "needle".repeat(100_000);
        var checkpoint = memory(200, 3, text);
        assertEquals(100_000, offsets(checkpoint, Needle.text("needle")).size());
        assertEquals(100_000, offsets(checkpoint, expression("ne{2}dle")).size());
        assertEquals(50_000, offsets(checkpoint, Needle.text("needleneedle")).size());
    }

    @Test
    void aMatchLiesAcrossMappingsButNotAcrossAGap() {
        var across = new Synthetic()
                .map(AT, 1, Synthetic.ANON_PRIVATE)
                .map(AT + 0x1000, 1, Synthetic.ANON_PRIVATE)
                .run(AT, 1, 6)
                .run(AT + 0x1000, 1, 4)
                .pages(Synthetic.dots(2, 4093, "across"));
        assertEquals(List.of(4093L), offsets(across, Needle.text("across")));

        var gap = new Synthetic()
                .map(AT, 3, Synthetic.ANON_PRIVATE)
                .run(AT, 1, 4)
                .run(AT + 0x2000, 1, 4)
                .pages(Synthetic.dots(2, 4093, "across"));
        assertEquals(List.of(), offsets(gap, Needle.text("across")));
        assertEquals(List.of(4093L), offsets(gap, Needle.text("acr")));
        assertEquals(List.of(0x2000L), offsets(gap, Needle.text("oss")));
    }

    /** However its two bytes lie to each other and to what surrounds it, and wherever the haystack begins in its array. */
    @Test
    void aLiteralIsFoundWhereTheJdkFindsIt() {
        var random = new Random(6);
        var alphabet = new int[] {0, 1, 0x80, 0xff};
        int found = 0;
        for (int round = 0; round < 20_000; round++) {
            var array = new byte[random.nextInt(150)];
            int letters = 1 + random.nextInt(alphabet.length);
            for (int i = 0; i < array.length; i++) {
                array[i] = (byte) alphabet[random.nextInt(letters)];
            }
            int start = random.nextInt(array.length + 1);
            int length = random.nextInt(array.length - start + 1);
            var sought = new byte[1 + random.nextInt(8)];
            for (int i = 0; i < sought.length; i++) {
                sought[i] = (byte) alphabet[random.nextInt(letters)];
            }
            int from = random.nextInt(length + 1);
            int expected = new String(array, start, length, ISO_8859_1).indexOf(new String(sought, ISO_8859_1), from);
            var hit = Needle.bytes(Bytes.of(sought)).find(new Haystack(array, start, length), from);
            assertEquals(expected, hit.map(Needle.Hit::start).orElse(-1));
            found += hit.isPresent() ? 1 : 0;
        }
        assertTrue(found > 2_000 && found < 18_000, "found " + found);
    }

    @Test
    void aLongLiteralIsFoundWhole() {
        var literal = "0123456789".repeat(6553);
        assertEquals(List.of(250_001L), offsets(memory(200, 250_001, literal), Needle.text(literal)));
    }

    @Test
    void aMatchSaysWhereItIsAndShowsItsSurroundings() {
        var checkpoint = memory(1, 100, "\n\u001b[2J\\ pass=\u00e9\t");
        try (var matches = ImageDirectory.open(checkpoint.images()).search(expression("pass=.."))) {
            var match = matches.findFirst().orElseThrow();
            assertEquals(1, match.pid());
            assertEquals("synthetic", match.command());
            assertEquals(AT + 107, match.address());
            assertEquals(Optional.of(AT), match.mapping().map(Mapping::start));
            assertEquals("pass=\u00e9", match.bytes().text());
            assertEquals(".".repeat(25) + "\\n\\x1b[2J\\\\ pass=\\xc3\\xa9\\t" + ".".repeat(31), match.text());
        }
    }

    @Test
    void expressionsSeeBytesAndLiteralsUtf8() {
        var checkpoint = memory(1, 0, "\u00e9");
        assertEquals(List.of(0L), offsets(checkpoint, Needle.text("\u00e9")));
        assertEquals(List.of(0L), offsets(checkpoint, expression("\\xc3\\xa9")));
        assertEquals(List.of(), offsets(checkpoint, expression("\u00e9")));
        assertEquals(List.of(0L), offsets(checkpoint, Needle.bytes(Bytes.of("\u00c3\u00a9".getBytes(ISO_8859_1)))));
    }

    @Test
    void beginAndEndAreThoseOfMemoryNotOfWindows() {
        var checkpoint = memory(200, 0, "");
        assertEquals(List.of(0L), offsets(checkpoint, expression("^\\.")));
        assertEquals(List.of(200L * 4096 - 1), offsets(checkpoint, expression("\\.$")));
    }

    @Test
    void emptyMatchesDoNotCount() {
        assertEquals(List.of(7L), offsets(memory(1, 7, "xxx"), expression("x*")));
    }

    @Test
    void anExpressionThatIsTooMuchForTheJdkIsAProblem() {
        var problem = assertThrows(Problem.class, () -> offsets(memory(64, 0, ""), expression("(\\.|x)*y")));
        assertTrue(problem.what().contains("goes too deep"), problem.what());
        assertTrue(problem.remedy().isPresent());
    }

    @Test
    void nothingAndTooMuchCannotBeSearchedFor() {
        assertEquals(
                Problem.Kind.USAGE,
                assertThrows(Problem.class, () -> Needle.text("")).kind());
        var tooLong = "x".repeat(Needle.LONGEST + 1);
        assertEquals(
                Problem.Kind.USAGE,
                assertThrows(Problem.class, () -> Needle.text(tooLong)).kind());
    }

    @Test
    void ofSharedMemoryOnlyWhatIsMappedIsSearched() {
        var checkpoint = new Synthetic().map(AT, 2, Synthetic.ANON_SHARED, 7, 0x2000);
        checkpoint
                .images
                .put(
                        "pagemap-shmem-7.img",
                        Wire.image(
                                ImageType.PAGEMAP,
                                new Wire().number(1, 9),
                                new Wire().number(1, 0).number(2, 1),
                                new Wire().number(1, 0x1000).number(2, 2),
                                new Wire().number(1, 0x3000).number(2, 2)))
                .put("pages-9.img", Synthetic.dots(5, 0x2ffe, "across"));
        assertEquals(List.of(0xffeL), offsets(checkpoint, Needle.text("across")));
        assertEquals(0x2000 - 6, offsets(checkpoint, Needle.text(".")).size());
    }

    @Test
    void memoryThatIsSharedIsSearchedOnce() {
        var checkpoint = new Synthetic()
                .map(AT, 1, Synthetic.ANON_SHARED, 7, 0)
                .map(AT + 0x10000, 1, Synthetic.ANON_SHARED, 7, 0);
        checkpoint
                .images
                .put(
                        "pagemap-shmem-7.img",
                        Wire.image(
                                ImageType.PAGEMAP,
                                new Wire().number(1, 9),
                                new Wire().number(1, 0).number(2, 1)))
                .put("pages-9.img", Synthetic.dots(1, 5, "shared"));
        assertEquals(List.of(5L), offsets(checkpoint, Needle.text("shared")));
    }

    /** 1 GB that exists nowhere: zeros, and a needle at every 100 MB. */
    private static final class Gigabyte implements MemoryImages.Contents {
        private static final byte[] NOTHING = new byte[Windows.STEP];
        private static final byte[] NEEDLE = "needle".getBytes(UTF_8);

        @Override
        public long size() {
            return 1L << 30;
        }

        @Override
        public byte at(long offset) {
            long within = offset % 100_000_000;
            return within < NEEDLE.length ? NEEDLE[(int) within] : 0;
        }

        @Override
        public void copy(long offset, int count, ByteBuffer into) {
            boolean needle = offset % 100_000_000 < NEEDLE.length || offset % 100_000_000 + count > 100_000_000;
            if (needle) {
                MemoryImages.Contents.super.copy(offset, count, into);
            } else {
                into.put(NOTHING, 0, count);
            }
        }
    }

    private static Synthetic gigabyte() {
        return new Synthetic()
                .map(AT, 1 << 18, Synthetic.ANON_PRIVATE)
                .run(AT, 1 << 18, Synthetic.PRESENT)
                .pages(new Gigabyte());
    }

    @Test
    void aGigabyteIsSearchedInWindowsOfBoundedSize() {
        var images = gigabyte().images();
        try (var matches = ImageDirectory.open(images).search(Needle.text("needle"))) {
            assertEquals(11, matches.count());
        }
        assertEquals(Windows.STEP, images.longestRead);
        assertEquals(0, images.open);
    }

    @Test
    void theFirstMatchIsToldBeforeTheRestIsRead() {
        var images = gigabyte().images();
        try (var matches = ImageDirectory.open(images).search(expression("need."))) {
            var iterator = matches.iterator();
            assertEquals(AT, iterator.next().address());
            assertTrue(images.bytesRead < 1 << 20, "read " + images.bytesRead);
            assertEquals(AT + 100_000_000, iterator.next().address());
            assertTrue(images.bytesRead < 102_000_000, "read " + images.bytesRead);
            assertEquals(1, images.open);
        }
        assertEquals(0, images.open);
    }

    @Test
    void aSearchThatNobodyWantsAnyMoreEnds() {
        var images = gigabyte().images();
        var checkpoint = ImageDirectory.open(images);
        long before = images.bytesRead;
        try (var matches = checkpoint.search(Needle.text("nothing of this kind"), new Impatient())) {
            var problem = assertThrows(Problem.class, matches::count);
            assertEquals(Problem.Kind.INTERRUPTED, problem.kind());
        }
        assertEquals(10L * Windows.STEP, images.bytesRead - before);
        assertEquals(0, images.open);
    }

    /** Sees ten steps and cancels. */
    private static final class Impatient implements Watch {
        private int steps;

        @Override
        public void step(String what) {
            steps++;
        }

        @Override
        public void note(String line) {}

        @Override
        public void done(Finished piece) {}

        @Override
        public void write(Stream stream, byte[] bytes) {}

        @Override
        public boolean cancelled() {
            return steps == 10;
        }
    }
}
