package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cryo.verb.Problem;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as records, and what stands behind them. */
class ImageFileTest {

    static Stream<Arguments> payloads() {
        return Stream.of(
                Arguments.of(ImageType.PIPES_DATA, new Wire().number(1, 7).number(2, 5), 5),
                Arguments.of(ImageType.FIFO_DATA, new Wire().number(1, 7).number(2, 5), 5),
                Arguments.of(ImageType.SK_QUEUES, new Wire().number(1, 7).number(2, 300), 300),
                Arguments.of(
                        ImageType.TCP_STREAM,
                        new Wire().number(1, 3).number(2, 99).number(3, 4).number(4, 99),
                        7),
                Arguments.of(
                        ImageType.BPFMAP_DATA,
                        new Wire().number(1, 9).number(2, 3).number(3, 4).number(4, 9),
                        7),
                Arguments.of(
                        ImageType.IPCNS_SEM, new Wire().bytes(1, new byte[0]).number(2, 3), 8),
                Arguments.of(
                        ImageType.IPCNS_SHM, new Wire().bytes(1, new byte[0]).number(2, 5), 8),
                Arguments.of(
                        ImageType.IPCNS_SHM,
                        new Wire().bytes(1, new byte[0]).number(2, 5).number(3, 1),
                        0),
                Arguments.of(ImageType.FILES, new Wire().number(2, 5), 0));
    }

    private static byte[] image(ImageType type, Wire record, int payload, int times) {
        var file = new ByteArrayOutputStream();
        file.writeBytes(Wire.word(0x54564319));
        file.writeBytes(Wire.word(type.magic()));
        for (int i = 0; i < times; i++) {
            file.writeBytes(Wire.word(record.bytes().length));
            file.writeBytes(record.bytes());
            file.writeBytes("p".repeat(payload).getBytes(UTF_8));
        }
        return file.toByteArray();
    }

    private static ImageFile read(byte[] bytes) {
        return ImageFile.read(MemoryImages.of(Map.of("some.img", bytes)), "some.img");
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void recordsAndWhatStandsBehindThemAreToldApart(ImageType type, Wire record, int payload) {
        var bytes = image(type, record, payload, 3);
        var file = read(bytes);
        assertEquals(type, file.type());
        assertEquals(3, file.entries().size());
        for (var entry : file.entries()) {
            assertEquals(Bytes.of(record.bytes()), entry.message());
            assertEquals("p".repeat(payload), entry.payload().text());
        }
        assertEquals(Bytes.of(bytes), file.encode());
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void whatStandsBehindARecordMustBeThere(ImageType type, Wire record, int payload) {
        if (payload > 0) {
            assertThrows(Problem.class, () -> read(image(type, record, payload - 1, 1)));
        }
    }

    @Test
    void aHugeClaimAboutWhatFollowsIsDamage() {
        for (long claim : new long[] {-1, Long.MAX_VALUE, 1L << 40}) {
            for (var type : new ImageType[] {ImageType.TCP_STREAM, ImageType.IPCNS_SEM, ImageType.PIPES_DATA}) {
                var record = new Wire().number(1, claim).number(2, claim).number(3, claim);
                var problem = assertThrows(Problem.class, () -> read(image(type, record, 8, 1)));
                assertEquals("'some.img' is damaged", problem.what());
            }
        }
    }

    @Test
    void aGhostFileKeepsItsContentsAsTheyStand() {
        var bytes = image(ImageType.GHOST_FILE, new Wire().number(1, 0), 9, 1);
        assertEquals("ppppppppp", read(bytes).entries().getFirst().payload().text());
        assertEquals(Bytes.of(bytes), read(bytes).encode());
    }

    @Test
    void plainBytesAreNoImage() {
        var problem = assertThrows(Problem.class, () -> read(new byte[4096]));
        assertEquals("'some.img' is not an image of CRIU", problem.what());
    }

    @Test
    void anImageOfAnotherTypeIsNotTakenForTheOneThatIsAskedFor() {
        var images = MemoryImages.of(Map.of("mm-1.img", Wire.image(ImageType.CORE, new Wire())));
        var problem = assertThrows(Problem.class, () -> ImageFile.only(images, "mm-1.img", ImageType.MM));
        assertEquals("it is an image of type CORE, not MM", problem.evidence().getFirst());
    }
}
