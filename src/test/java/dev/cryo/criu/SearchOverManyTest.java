package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several checkpoints searched together: the same is found as in each alone, and what they share is read once. */
class SearchOverManyTest {

    private static final long AT = 0x7f1234560000L;
    private static final int PAGE = Synthetic.PAGE;

    private final Pool pool = new Pool();

    /** A process of so many pages, of which the given ones are in the checkpoint. */
    private ImageDirectory checkpoint(byte[][] pages, boolean pooled) {
        var synthetic = new Synthetic().map(AT, pages.length, Synthetic.ANON_PRIVATE);
        int stored = 0;
        var contents = new byte[pages.length * PAGE];
        for (int i = 0; i < pages.length; i++) {
            if (pages[i].length > 0) {
                System.arraycopy(pages[i], 0, contents, stored++ * PAGE, PAGE);
                synthetic.run(AT + (long) i * PAGE, 1, 4);
            }
        }
        var images = synthetic.pages(Arrays.copyOf(contents, stored * PAGE)).images();
        return ImageDirectory.open(pooled ? new Pool.Pooled(images, Bytes.of(contents), pool) : images);
    }

    private static byte[] letters(Random random, int alphabet) {
        var page = new byte[PAGE];
        for (int i = 0; i < PAGE; i++) {
            // In stretches of letters, so that texts of some length come up.
            page[i] = (byte) (i / 32 % 16 == 0 ? 'a' + random.nextInt(alphabet) : '.');
        }
        return page;
    }

    /** A series: each checkpoint has some pages anew, without, or again. */
    private static List<byte[][]> series(Random random, int pages, int checkpoints, int alphabet) {
        var series = new ArrayList<byte[][]>();
        var now = new byte[pages][];
        for (int i = 0; i < pages; i++) {
            now[i] = random.nextInt(20) == 0 ? new byte[0] : letters(random, alphabet);
        }
        for (int n = 0; n < checkpoints; n++) {
            series.add(now.clone());
            for (int change = 0; change < pages / 8; change++) {
                int at = random.nextInt(pages);
                now[at] = random.nextInt(4) == 0 ? new byte[0] : letters(random, alphabet);
            }
        }
        return series;
    }

    private static List<List<Match>> together(List<ImageDirectory> checkpoints, Needle needle) {
        var found = IntStream.range(0, checkpoints.size()).mapToObj(_ -> (List<Match>) new ArrayList<Match>()).toList();
        SearchOverMany.search(
                checkpoints.stream().map(ImageDirectory::processes).toList(), needle, Watch.NOBODY,
                new SearchOverMany.Taker() {
                    @Override
                    public boolean take(int checkpoint, Match match) {
                        return found.get(checkpoint).add(match);
                    }

                    @Override
                    public void lost(int checkpoint, Problem why) {
                        throw why;
                    }
                });
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theSameIsFoundAsInEachAlone(int seed) {
        var random = new Random(seed);
        int alphabet = 2 + random.nextInt(3);
        var checkpoints = series(random, 150, 4, alphabet).stream().map(pages -> checkpoint(pages, seed % 4 != 0)).toList();
        for (var text : List.of("aa", "abab", "baaab", "aaaaaaaa", "aa.")) {
            var needle = Needle.bytes(Bytes.of(text.getBytes(UTF_8)));
            var alone = checkpoints.stream().map(one -> one.search(needle).toList()).toList();
            assertAlike(alone, together(checkpoints, needle), "seed " + seed + ", " + text);
        }
    }

    /** Tells the first difference only. */
    private static void assertAlike(List<List<Match>> alone, List<List<Match>> together, String what) {
        for (int n = 0; n < alone.size(); n++) {
            for (int i = 0; i < Math.max(alone.get(n).size(), together.get(n).size()); i++) {
                assertEquals(
                        alone.get(n).stream().skip(i).findFirst(),
                        together.get(n).stream().skip(i).findFirst(),
                        what + ", checkpoint " + n + ", match " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void expressionsToo(int seed) {
        var random = new Random(seed);
        var checkpoints = series(random, 50, 4, 4).stream().map(pages -> checkpoint(pages, true)).toList();
        for (var text : List.of("a[bc]{2,6}d", "(?<=dd)abc+", "abcd|dcba")) {
            var needle = Needle.expression(Pattern.compile(text));
            var alone = checkpoints.stream().map(one -> one.search(needle).toList()).toList();
            assertAlike(alone, together(checkpoints, needle), "seed " + seed + ", " + text);
            assertFalse(alone.getFirst().isEmpty());
        }
    }

    @Test
    void whatCheckpointsShareIsReadOnce() {
        var random = new Random(42);
        var pages = IntStream.range(0, 1000).mapToObj(_ -> letters(random, 26)).toArray(byte[][]::new);
        var checkpoints = new ArrayList<ImageDirectory>();
        for (int n = 0; n < 10; n++) {
            checkpoints.add(checkpoint(pages, true));
            pages = pages.clone();
            pages[100 * n] = letters(random, 26);
        }
        together(checkpoints, Needle.text("nowhere-to-be-found"));
        // 1009 different pages, and up to two more around each of 16 windows.
        assertTrue(pool.read <= 1009 + 2 * 16 * 2, () -> "read " + pool.read);
    }

    @Test
    void aPageThatIsLostCostsTheCheckpointsThatHaveIt() {
        var random = new Random(7);
        var pages = IntStream.range(0, 10).mapToObj(_ -> letters(random, 3)).toArray(byte[][]::new);
        var one = checkpoint(pages, true);
        pages = pages.clone();
        pages[5] = letters(random, 3);
        var two = checkpoint(pages, true);
        pool.broken = pool.number(pages[5]);
        var lost = new ArrayList<Integer>();
        var found = new int[3];
        SearchOverMany.search(
                List.of(one.processes(), two.processes(), one.processes()), Needle.text("abc"), Watch.NOBODY,
                new SearchOverMany.Taker() {
                    @Override
                    public boolean take(int checkpoint, Match match) {
                        found[checkpoint]++;
                        return true;
                    }

                    @Override
                    public void lost(int checkpoint, Problem why) {
                        lost.add(checkpoint);
                    }
                });
        assertEquals(List.of(1), lost);
        assertEquals(found[0], found[2]);
        assertTrue(found[0] > 0);
    }
}
