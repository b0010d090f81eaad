package dev.cryo.criu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cryo.verb.Problem;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whom a container's root is outside, as the images tell it. */
final class MappedRootTest {

    /** As CRIU 4.2.1 wrote it under a daemon with --userns-remap. */
    private static final String REAL =
            "19435654 06494755 18000000 0a0a 0800 10a08d06 18808004 120a 0800 10a08d06 18808004";

    private static Optional<MappedRoot> read(byte[] image) {
        return ImageDirectory.open(new Synthetic().images().put("userns-14.img", image)).mappedRoot();
    }

    private static Optional<MappedRoot> read(Wire namespace) {
        return read(Wire.image(ImageType.USERNS, namespace));
    }

    private static Wire extent(long inside, long outside, long count) {
        return new Wire().number(1, inside).number(2, outside).number(3, count);
    }

    @Test
    void aRealImage() {
        assertEquals(Optional.of(new MappedRoot(100_000, 100_000)), read(HexFormat.of().parseHex(REAL.replace(" ", ""))));
    }

    @Test
    void withoutANamespaceOfItsOwn() {
        assertEquals(Optional.empty(), ImageDirectory.open(new Synthetic().images()).mappedRoot());
    }

    @Test
    void userAndGroupAreMappedApart() {
        var namespace = new Wire()
                .message(1, extent(1, 5_000, 10))
                .message(1, extent(0, 0xffff_fff0L, 1))
                .message(2, extent(0, 7_000, 10));
        assertEquals(Optional.of(new MappedRoot(0xffff_fff0L, 7_000)), read(namespace));
    }

    @Test
    void aRootWhoIsNobodyOutside() {
        assertEquals(Optional.empty(), read(new Wire().message(1, extent(1, 5_000, 10)).message(2, extent(0, 5_000, 10))));
        assertEquals(Optional.empty(), read(new Wire().message(1, extent(0, 5_000, 0)).message(2, extent(0, 5_000, 10))));
    }

    @Test
    void aDamagedImageIsAProblem() {
        Assertions.assertThrows(Problem.class, () -> read(new Wire().message(1, extent(0, 1L << 40, 1))));
        Assertions.assertThrows(Problem.class, () -> read(new byte[] {1, 2, 3}));
    }
}
