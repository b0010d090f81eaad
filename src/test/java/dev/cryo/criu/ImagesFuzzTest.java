package dev.cryo.criu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cryo.verb.Problem;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;

/**
 * Bytes that nobody thought of: whatever stands in an image, reading it ends with what it says or with a {@link Problem}.
 *
 * <p>In the tests each runs over its corpus. To look for new inputs: {@code JAZZER_FUZZ=1 mvn test -Dtest=ImagesFuzzTest#NAME}.
 */
class ImagesFuzzTest {

    private static final ImageType[] TYPES = ImageType.values();
    private static final Map<String, byte[]> WITNESS = Fixture.witness().images();

    /** The first byte chooses the type, the others are what stands behind its header. */
    private static byte[] image(byte[] data) {
        var header = ImageStream.header(TYPES[data.length == 0 ? 0 : (data[0] & 0xff) % TYPES.length]);
        var image = Arrays.copyOf(header, header.length + Math.max(data.length - 1, 0));
        if (data.length > 1) {
            System.arraycopy(data, 1, image, header.length, data.length - 1);
        }
        return image;
    }

    /** What can be decoded without damage comes back byte for byte. */
    @FuzzTest(maxDuration = "30m")
    void anyImageByNames(byte[] data) {
        var bytes = image(data);
        var tree = ImageTree.open(MemoryImages.of(Map.of("some.img", bytes)), "some.img");
        var out = new ByteArrayOutputStream();
        try {
            var writer = new ImageTreeWriter(tree.magic(), out);
            for (var entry : tree) {
                if (entry.containsKey(ImageTree.DAMAGED)) {
                    return;
                }
                writer.add(entry);
            }
        } catch (Problem expected) {
            return;
        }
        assertArrayEquals(bytes, out.toByteArray());
    }

    /** The first byte chooses which file of a sound checkpoint the others replace. */
    @FuzzTest(maxDuration = "30m")
    void anyFileOfACheckpoint(byte[] data) {
        var names = new TreeSet<>(WITNESS.keySet()).stream()
                .filter(name -> !name.startsWith("pages-"))
                .toList();
        var name = names.get(data.length == 0 ? 0 : (data[0] & 0xff) % names.size());
        var images = MemoryImages.of(WITNESS)
                .put(name, data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length));
        try {
            var checkpoint = ImageDirectory.evidence(images);
            for (var process : checkpoint.processes()) {
                process.commandLine();
                process.environment();
                process.memoryFacts();
                process.mappings().forEach(mapping -> process.addressSpace()
                        .toOptional()
                        .ifPresent(space -> space.stretch(mapping, mapping.start())));
            }
            try (var found = checkpoint.search(Needle.text("doubloons"))) {
                found.limit(10).forEach(match -> {});
            }
        } catch (Problem expected) {
            // Damage where it cannot be borne.
        }
    }
}
