package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cryo.verb.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What memory reads as, page by page. */
class AddressSpaceTest {

    private static String read(Synthetic checkpoint, long address, int length) {
        return switch (checkpoint.space().read(address, length)) {
            case Reading.Value<Bytes>(var bytes) -> bytes.latin1().replace('\0', '0');
            case Reading.Absent<Bytes>(var why) -> why;
        };
    }

    @Test
    void aReadGoesAcrossPagesMappingsAndHoles() {
        var checkpoint = new Synthetic()
                .map(0x10000, 2, Synthetic.ANON_PRIVATE)
                .map(0x12000, 1, Synthetic.ANON_PRIVATE)
                .run(0x10000, 1, 4)
                .run(0x12000, 1, 4)
                .pages((".".repeat(4093) + "abc" + "xyz" + ".".repeat(4093)).getBytes(UTF_8));
        assertEquals("abc" + "0".repeat(4096) + "xyz", read(checkpoint, 0x10ffd, 4102));
    }

    @Test
    void whatIsNotThereSaysWhy() {
        var checkpoint = new Synthetic()
                .map(0x10000, 1, Synthetic.FILE_SHARED)
                .map(0x20000, 1, Synthetic.FILE_PRIVATE)
                .map(0x30000, 1, Synthetic.ANON_SHARED, 7, 0)
                .map(0x40000, 1, Synthetic.VVAR);
        assertEquals("nothing is mapped at 50000", read(checkpoint, 0x50000, 1));
        assertEquals(
                "the page at 10000 belongs to a file, which is not in the checkpoint", read(checkpoint, 0x10000, 1));
        assertEquals(
                "the page at 20000 is an unchanged one of a file, which is not in the checkpoint",
                read(checkpoint, 0x20000, 1));
        assertEquals("the checkpoint holds no pages of the shared memory at 30000", read(checkpoint, 0x30000, 1));
        assertEquals("the page at 40000 is the kernel's", read(checkpoint, 0x40000, 1));
    }

    @Test
    void aReadThatLeavesMemoryIsAbsentAsAWhole() {
        var checkpoint = new Synthetic().map(0x10000, 1, Synthetic.ANON_PRIVATE);
        assertEquals("nothing is mapped at 11000", read(checkpoint, 0x10fff, 2));
        assertEquals("nothing is mapped at ffffffffffffffff", read(checkpoint, -1, 2));
        assertEquals("", read(checkpoint, 0x50000, 0));
    }

    @Test
    void sharedMemoryIsReadThroughEveryMappingAtItsOffset() {
        var checkpoint = new Synthetic()
                .map(0x10000, 4, Synthetic.ANON_SHARED, 7, 0)
                .map(0x20000, 2, Synthetic.ANON_SHARED, 7, 0x2000);
        checkpoint
                .images
                .put(
                        "pagemap-shmem-7.img",
                        Wire.image(
                                ImageType.PAGEMAP,
                                new Wire().number(1, 9),
                                new Wire()
                                        .number(1, 0x2000)
                                        .number(2, 0)
                                        .number(4, 4)
                                        .number(5, 1)))
                .put("pages-9.img", Synthetic.dots(1, 0, "shared"));
        assertEquals("shared", read(checkpoint, 0x12000, 6));
        assertEquals("shared", read(checkpoint, 0x20000, 6));
        assertEquals("000000", read(checkpoint, 0x10000, 6));
        assertEquals("..00", read(checkpoint, 0x20ffe, 4));
        assertEquals(0, checkpoint.process().residentBytes());
    }

    @Test
    void anAbsurdLengthIsRefusedBeforeItIsAllocated() {
        var space = new Synthetic().map(0x10000, 1, Synthetic.ANON_PRIVATE).space();
        assertThrows(Problem.class, () -> space.read(0x10000, Integer.MAX_VALUE));
        assertThrows(Problem.class, () -> space.read(0x10000, -1));
    }

    @Test
    void mappingsThatCannotBeAreDamage() {
        for (var vma : new Wire[] {
            Synthetic.vma(0x20000, 0x10000, Synthetic.ANON_PRIVATE, 0, 0),
            Synthetic.vma(0x10000, 0x10000, Synthetic.ANON_PRIVATE, 0, 0),
            Synthetic.vma(0x10001, 0x11000, Synthetic.ANON_PRIVATE, 0, 0),
            Synthetic.vma(0x10000, -0x1000, Synthetic.ANON_PRIVATE, 0, 0),
            Synthetic.vma(0x10000, 0x11000, Synthetic.ANON_SHARED, 7, -0x1000),
            Synthetic.vma(0x10000, 0x12000, Synthetic.ANON_SHARED, 7, Long.MAX_VALUE - 0x1000),
        }) {
            var problem = assertThrows(Problem.class, new Synthetic().map(vma)::process);
            assertEquals("'mm-1.img' is damaged", problem.what());
        }
    }

    @Test
    void memoryOfAMemfdIsReadWhereItsInodeSays() {
        var checkpoint = new Synthetic().map(0x10000, 1, Synthetic.MEMFD, 3, 0).map(0x20000, 1, Synthetic.MEMFD, 4, 0);
        checkpoint
                .images
                .put(
                        "files.img",
                        Wire.image(
                                ImageType.FILES,
                                new Wire().number(1, 18).number(2, 3).message(20, new Wire().number(5, 1)),
                                new Wire().number(1, 18).number(2, 4).message(20, new Wire().number(5, 2))))
                .put(
                        "memfd.img",
                        Wire.image(
                                ImageType.MEMFD_INODE,
                                new Wire().text(1, "scratch").number(5, 7).number(7, 1),
                                new Wire().text(1, "/dev/zero").number(5, 8).number(7, 2)))
                .put(
                        "pagemap-shmem-7.img",
                        Wire.image(
                                ImageType.PAGEMAP,
                                new Wire().number(1, 9),
                                new Wire().number(1, 0).number(2, 1)))
                .put("pages-9.img", Synthetic.dots(1, 0, "shared"));
        assertEquals("shared", read(checkpoint, 0x10000, 6));
        assertEquals(
                List.of("MEMFD memfd:scratch", "ANON_SHARED "),
                checkpoint.space().mappings().stream()
                        .map(mapping -> mapping.kind() + " " + mapping.path().orElse(""))
                        .toList());
    }

    @Test
    void guardsThatCriuListsBehindAllOthersAreNoMappings() {
        var checkpoint = new Synthetic()
                .map(0x10000, 4, Synthetic.ANON_PRIVATE)
                .map(0x20000, 1, Synthetic.ANON_PRIVATE)
                .map(0x11000, 1, Synthetic.GUARD)
                .map(0x12000, 1, Synthetic.GUARD);
        assertEquals(2, checkpoint.process().mappings().size());
        assertThrows(Problem.class, checkpoint.map(0x13000, 1, Synthetic.ANON_PRIVATE)::process);
    }
}
