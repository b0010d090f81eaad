package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with the images, it is a {@link Problem}, and never a failure of ours. */
class DamagedImagesTest {

    private static final Fixture FIXTURE = Fixture.busybox();

    /** The images that a reader of processes looks into. */
    static List<String> looked() {
        return List.of(
                "inventory.img",
                "pstree.img",
                "core-1.img",
                "core-12.img",
                "ids-1.img",
                "mm-10.img",
                "pagemap-1.img",
                "files.img",
                "fdinfo-6.img",
                "stats-dump");
    }

    static Stream<String> headed() {
        return FIXTURE.images().keySet().stream()
                .filter(name -> !name.matches("pages-.*|tmpfs-.*|descriptors.json|seccomp.img"));
    }

    /** Asks for everything; whether all of it could be read. */
    private static boolean reads(Images images) {
        try {
            var checkpoint = ImageDirectory.open(images);
            checkpoint.statistics();
            for (var process : checkpoint.processes()) {
                process.commandLine();
                process.environment();
                process.memoryFacts();
                process.samplePages(4);
                process.descriptors().forEach(Descriptor::what);
            }
            return true;
        } catch (Problem problem) {
            assertTrue(!problem.what().isBlank());
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("looked")
    void anImageThatEndsAnywhereIsAProblem(String name) {
        var whole = FIXTURE.image(name);
        var images = MemoryImages.of(FIXTURE.images());
        assertTrue(reads(images));
        int readable = 0;
        for (int length = 0; length < whole.length; length++) {
            readable += reads(images.put(name, Arrays.copyOf(whole, length))) ? 1 : 0;
        }
        // A list that ends between two records is a shorter list, and nothing tells.
        int lists = switch (name) {
            case "pstree.img" -> 5;
            case "pagemap-1.img" -> 8;
            default -> readable;
        };
        assertEquals(lists, readable);
        assertTrue(
                readable == 0
                        || List.of("pstree.img", "pagemap-1.img", "files.img", "fdinfo-6.img")
                                .contains(name),
                name);
    }

    @ParameterizedTest
    @MethodSource("looked")
    void anImageWithAWrongByteAnywhereIsReadOrAProblem(String name) {
        var images = MemoryImages.of(FIXTURE.images());
        for (int at = 0; at < FIXTURE.image(name).length; at++) {
            for (int wrong : new int[] {0x80, 0xff}) {
                var bytes = FIXTURE.image(name).clone();
                bytes[at] = (byte) wrong;
                try {
                    reads(images.put(name, bytes));
                } catch (RuntimeException e) {
                    fail(name + " with byte " + at + " = " + wrong, e);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("headed")
    void everyHeadedImageThatEndsAnywhereIsReadShorterOrAProblem(String name) {
        var whole = FIXTURE.image(name);
        for (int length = 0; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            try {
                var file = ImageFile.read(MemoryImages.of(Map.of(name, cut)), name);
                assertEquals(Bytes.of(cut), file.encode());
            } catch (Problem problem) {
                assertTrue(problem.remedy().isPresent());
            }
        }
    }

    @Test
    void aPagesFileThatIsTooShortIsFoundWhenItIsOpened() {
        var images = MemoryImages.of(FIXTURE.images()).put("pages-1.img", new byte[77823]);
        var problem = assertThrows(Problem.class, () -> ImageDirectory.open(images));
        assertEquals("'pages-1.img' is damaged", problem.what());
        assertEquals(List.of("it is 77823 bytes long where 'pagemap-1.img' claims 77824"), problem.evidence());
    }

    @ParameterizedTest
    @ValueSource(strings = {"inventory.img", "pstree.img", "core-8.img", "mm-1.img", "pagemap-1.img", "pages-1.img"})
    void aMissingImageIsNamed(String name) {
        var images = MemoryImages.of(FIXTURE.images()).without(name);
        var problem = assertThrows(Problem.class, () -> ImageDirectory.open(images));
        assertTrue((problem.what() + problem.evidence()).contains(name), problem.what());
    }

    @Test
    void aDumpThatCriuGaveUpIsCalledThat() {
        var images = MemoryImages.of(FIXTURE.images()).without("inventory.img");
        var problem = assertThrows(Problem.class, () -> ImageDirectory.open(images));
        assertEquals("the dump into 'images in memory' did not finish", problem.what());
    }

    @Test
    void aRecordThatClaimsMoreThanThereIsAllocatesNothing() {
        for (int claim : new int[] {1, 0x7fffffff, 0x80000000, 0xffffffff}) {
            var bytes = Stream.of(Wire.word(0x54564319), Wire.word(ImageType.PSTREE.magic()), Wire.word(claim))
                    .reduce(new byte[0], DamagedImagesTest::join);
            var problem = assertThrows(
                    Problem.class, () -> ImageFile.read(MemoryImages.of(Map.of("pstree.img", bytes)), "pstree.img"));
            assertEquals(
                    List.of("a record claims " + Integer.toUnsignedString(claim) + " bytes where 0 are left"),
                    problem.evidence());
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        var joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    @Test
    void aRecordThatIsReallyHugeIsRefused() {
        // 2 GB of zeros behind an honest length.
        var head = join(join(Wire.word(0x54564319), Wire.word(ImageType.PSTREE.magic())), Wire.word(0x7fffffff));
        var images = new MemoryImages().put("pstree.img", new MemoryImages.Contents() {
            @Override
            public long size() {
                return 12L + 0x7fffffff;
            }

            @Override
            public byte at(long offset) {
                return offset < head.length ? head[(int) offset] : 0;
            }
        });
        var problem = assertThrows(Problem.class, () -> ImageFile.read(images, "pstree.img"));
        assertEquals(
                List.of("a record is 2147483647 bytes long; 16777216 is the most that is read"), problem.evidence());
        assertTrue(images.bytesRead < 1 << 20);
    }

    @Test
    void aTreeThatIsNoneIsDamage() {
        assertTree("process 1 is listed twice, or is none", Synthetic.tree(1, 0), Synthetic.tree(1, 0));
        assertTree("process 0 is listed twice, or is none", Synthetic.tree(0, 0));
        assertTree("process 1 stands before its parent 1", Synthetic.tree(1, 1));
        assertTree("process 1 stands before its parent 2", Synthetic.tree(1, 2), Synthetic.tree(2, 1));
        assertTree(
                "thread 4294967295 is listed twice, or is none",
                Synthetic.tree(1, 0).number(5, 0xffffffffL));
        assertTree("it holds no process");
    }

    private static void assertTree(String evidence, Wire... entries) {
        var images = new Synthetic().images().put("pstree.img", Wire.image(ImageType.PSTREE, entries));
        var problem = assertThrows(Problem.class, () -> ImageDirectory.open(images));
        assertEquals(List.of(evidence), problem.evidence());
    }

    @Test
    void argumentsThatLieNowhereAreAbsent() {
        for (long end : new long[] {0x7fff_0000_0000L, 0x1000}) {
            var process = new Synthetic()
                    .layout(8, 0x2000)
                    .layout(9, end)
                    .layout(10, 0x2000)
                    .layout(11, end)
                    .process();
            assertEquals(
                    Reading.absent("they are said to lie from 2000 to %x, which cannot be".formatted(end)),
                    process.commandLine());
            assertTrue(!process.environment().isPresent());
        }
    }

    @Test
    void aFolderThatIsNoImageDirectorySaysSo(@TempDir Path folder) throws IOException {
        assertEquals(
                "'" + folder.resolve("none") + "' is not a folder",
                assertThrows(Problem.class, () -> ImageDirectory.open(folder.resolve("none")))
                        .what());
        assertEquals(
                "'" + folder + "' holds no image files",
                assertThrows(Problem.class, () -> ImageDirectory.open(folder)).what());
        Files.writeString(folder.resolve("readme"), "hello");
        var problem = assertThrows(Problem.class, () -> ImageDirectory.open(folder));
        assertEquals("'" + folder + "' is not an image directory of CRIU", problem.what());
        Files.write(folder.resolve("inventory.img"), "hello, world".getBytes(UTF_8));
        assertEquals(
                "'inventory.img' is not an image of CRIU",
                assertThrows(Problem.class, () -> ImageDirectory.open(folder)).what());
    }

    @Test
    void aFolderIsReadAndItsLinksAreNot(@TempDir Path folder) throws IOException {
        var images = Files.createDirectory(folder.resolve("images"));
        for (var image : FIXTURE.images().entrySet()) {
            Files.write(images.resolve(image.getKey()), image.getValue());
        }
        assertEquals(
                List.of("cat"),
                ImageDirectory.open(images)
                        .process(10)
                        .orElseThrow()
                        .commandLine()
                        .orFail("the command line"));
        var outside = Files.move(images.resolve("pages-1.img"), folder.resolve("outside"));
        Files.createSymbolicLink(images.resolve("pages-1.img"), outside);
        assertEquals(
                "'pages-1.img' is missing in '" + images + "'",
                assertThrows(Problem.class, () -> ImageDirectory.open(images)).what());
    }
}
