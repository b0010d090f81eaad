package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images by the names of their fields, and back into the same bytes. */
class ImageTreeTest {

    static Stream<Fixture> fixtures() {
        return Stream.of(Fixture.busybox(), Fixture.witness());
    }

    private static List<SequencedMap<String, Object>> entries(byte[] bytes) {
        var entries = new ArrayList<SequencedMap<String, Object>>();
        ImageTree.open(MemoryImages.of(Map.of("some.img", bytes)), "some.img").forEach(entries::add);
        return entries;
    }

    private static byte[] again(byte[] bytes) {
        var tree = ImageTree.open(MemoryImages.of(Map.of("some.img", bytes)), "some.img");
        return written(tree.magic(), entries(bytes));
    }

    private static byte[] written(String magic, List<? extends Map<String, Object>> entries) {
        var out = new ByteArrayOutputStream();
        var writer = new ImageTreeWriter(magic, out);
        entries.forEach(writer::add);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyFileOfARealDumpComesBackByteForByte(Fixture fixture) {
        var images = fixture.images();
        assertTrue(images.size() > 30);
        images.forEach((name, bytes) -> assertArrayEquals(bytes, again(bytes), name));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void theNamesOfARealDumpTellAllOfIt(Fixture fixture) {
        fixture.images().forEach((name, bytes) -> {
            var text = entries(bytes).toString();
            assertFalse(text.contains("#"), () -> name + " has what the schema does not know: " + text);
        });
    }

    @Test
    void numbersAreWrittenAsCritWritesThem() {
        var file = entries(Fixture.witness().image("files.img"));
        var ranged = file.stream()
                .map(Fields::new)
                .flatMap(entry -> entry.at("reg").stream())
                .filter(reg -> reg.text("name").orElse("").equals("/tmp/ranged"))
                .findFirst()
                .orElseThrow();
        assertEquals("O_RDWR | O_LARGEFILE", ranged.tree().get("flags"));
        assertEquals(4L, ranged.tree().get("pos"));
        var sockets = file.stream().map(Fields::new).flatMap(entry -> entry.at("isk").stream()).toList();
        assertEquals(List.of("127.0.0.1"), sockets.getFirst().tree().get("src_addr"));
        assertEquals("LISTEN", sockets.getFirst().tree().get("state"));
        assertTrue(sockets.stream().anyMatch(socket -> List.of("::1").equals(socket.tree().get("src_addr"))));
        var core = new Fields(entries(Fixture.witness().image("core-7.img")).getFirst());
        var registers = core.at("thread_info").flatMap(info -> info.at("gpregs")).orElseThrow();
        assertEquals("0x1122334455667788", registers.tree().get("r12"));
        assertEquals(0x99aabbccddeeff00L, registers.number("r13", 0));
    }

    @Test
    void whatTheSchemaDoesNotKnowIsKeptByItsNumber() {
        var record = new Wire().text(1, "host").text(2, "domain").number(77, 5).text(78, "new");
        var bytes = Wire.image(ImageType.UTSNS, record);
        var entry = entries(bytes).getFirst();
        assertEquals("host", entry.get("nodename"));
        assertEquals(5L, entry.get("#77"));
        assertEquals(Map.of("#bytes", "6e6577"), entry.get("#78"));
        assertFalse(entry.containsKey("#record"));
        assertArrayEquals(bytes, again(bytes));
    }

    @Test
    void aRecordInAnUnusualOrderKeepsItsBytesUntilItIsChanged() {
        var bytes = Wire.image(ImageType.UTSNS, new Wire().text(2, "domain").text(1, "host"));
        var entry = entries(bytes).getFirst();
        assertTrue(entry.containsKey("#record"));
        assertArrayEquals(bytes, again(bytes));
        var changed = new LinkedHashMap<>(entry);
        changed.put("nodename", "other");
        assertArrayEquals(
                Wire.image(ImageType.UTSNS, new Wire().text(1, "other").text(2, "domain")),
                written("UTSNS", List.of(changed)));
    }

    @Test
    void everyNumberOfAMessageSurvives() {
        var record = new Wire()
                .number(1, 7)
                .number(2, 0xfff)
                .number(3, -1L)
                .message(5, new Wire().number(1, 0).number(2, 0).number(3, 0).number(4, 0).number(5, 0))
                .text(6, "/a\u001b[2J")
                .number(7, 3);
        var bytes = Wire.image(ImageType.REG_FILES, record);
        var entry = entries(bytes).getFirst();
        assertEquals(new BigInteger("18446744073709551615"), entry.get("pos"));
        assertEquals(-2L, entry.get("mnt_id"), "a zigzag number");
        assertArrayEquals(bytes, again(bytes));
    }

    @Test
    void aGhostFileInChunksIsTakenApart() {
        var bytes = join(
                Wire.image(ImageType.GHOST_FILE, new Wire().number(1, 0).number(2, 0).number(3, 0x81a4).number(9, 1).number(10, 9000)),
                Wire.word(4),
                new Wire().number(1, 3).number(2, 0).bytes(),
                "abc".getBytes(UTF_8),
                Wire.word(5),
                new Wire().number(1, 2).number(2, 4096).bytes(),
                "de".getBytes(UTF_8));
        var entries = entries(bytes);
        assertEquals(3, entries.size());
        assertEquals("YWJj\n", entries.get(1).get("extra"));
        assertEquals(4096L, entries.get(2).get("off"));
        assertArrayEquals(bytes, again(bytes));
    }

    @Test
    void aQueueOfMessagesIsTakenApart() {
        var description = new Wire();
        for (int field = 1; field <= 7; field++) {
            description.number(field, 1);
        }
        var message = new Wire().number(1, 9).number(2, 5).bytes();
        var queue = new Wire().message(1, description).number(2, 100).number(3, 1);
        var payload = join(Wire.word(message.length), message, "hello\0\0\0".getBytes(UTF_8));
        var one = Wire.image(ImageType.IPCNS_MSG, queue);
        var bytes = join(one, payload, Arrays.copyOfRange(one, 8, one.length), payload);
        var entries = entries(bytes);
        assertEquals(2, entries.size());
        var extra = assertInstanceOf(List.class, entries.get(1).get("extra"));
        assertEquals(List.of(Map.of("mtype", 9L, "msize", 5L), "aGVsbG8=\n"), extra);
        assertArrayEquals(bytes, again(bytes));
    }

    @Test
    void paddingThatIsNotZeroIsKept() {
        var record = new Wire().message(1, new Wire()).number(2, 1).bytes();
        var bytes = join(
                Wire.word(0x54564319),
                Wire.word(ImageType.IPCNS_SEM.magic()),
                Wire.word(record.length),
                record,
                new byte[] {7, 0, 1, 2, 3, 4, 5, 6});
        assertEquals(List.of(7L), entries(bytes).getFirst().get("extra"));
        assertArrayEquals(bytes, again(bytes));
    }

    @Test
    void whatStandsBeforeTheDamageIsShownAndTheDamageToo() {
        var whole = Wire.image(
                ImageType.UTSNS, new Wire().text(1, "a").text(2, "b"), new Wire().text(1, "c").text(2, "d"));
        var entries = entries(Arrays.copyOf(whole, whole.length - 2));
        assertEquals(2, entries.size());
        assertEquals("a", entries.getFirst().get("nodename"));
        assertTrue(String.valueOf(entries.getLast().get("#damaged")).contains("claims 6 bytes where 4 are left"));
        assertThrows(Problem.class, () -> written("UTSNS", entries));
    }

    @Test
    void nestingWithoutEndStandsAsBytes() {
        var folder = new Wire().text(1, "deepest");
        for (int i = 0; i < 1000; i++) {
            folder = new Wire().text(1, "d").message(2, folder);
        }
        var bytes = Wire.image(ImageType.CGROUP, new Wire().message(2, new Wire().message(2, folder)));
        assertEquals(1, entries(bytes).size());
        assertArrayEquals(bytes, again(bytes));
    }

    @Test
    void manyTinyValuesStandAsBytes() {
        var numbers = new Wire();
        for (int i = 0; i < 500_000; i++) {
            numbers.number(13, 1);
        }
        var bytes = Wire.image(ImageType.MM, numbers);
        assertTrue(entries(bytes).getFirst().containsKey("#bytes"));
        assertArrayEquals(bytes, again(bytes));
    }

    @Test
    void whatIsNoImageOfOursIsRefused() {
        assertThrows(Problem.class, () -> written("NONSENSE", List.of()));
        for (var entry : List.<Map<String, Object>>of(
                Map.of("no_such_field", 1), Map.of("nodename", List.of("a")), Map.of("#bytes", "zz"))) {
            var problem = assertThrows(Problem.class, () -> written("UTSNS", List.of(entry)));
            assertEquals(Problem.Kind.USAGE, problem.kind());
        }
    }
}
