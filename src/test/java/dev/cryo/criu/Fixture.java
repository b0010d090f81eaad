package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The real dump of {@code busybox.tar.gz}, which {@code make-fixture.sh} made, and what /proc said before it. */
final class Fixture {

    private final Map<String, byte[]> files;

    private Fixture(Map<String, byte[]> files) {
        this.files = files;
    }

    /** Unpacks it; a tar of short names and regular files needs no more than this. */
    static Fixture busybox() {
        var files = new LinkedHashMap<String, byte[]>();
        try (var raw = Objects.requireNonNull(Fixture.class.getResourceAsStream("busybox.tar.gz"));
                var in = new GZIPInputStream(raw)) {
            while (true) {
                var header = new String(in.readNBytes(512), UTF_8);
                if (header.length() < 512 || header.charAt(0) == 0) {
                    return new Fixture(files);
                }
                int size = Integer.parseInt(header.substring(124, 135), 8);
                var contents = in.readNBytes(size);
                in.skipNBytes((512 - size % 512) % 512);
                if (header.charAt(156) == '0') {
                    files.put(header.substring(0, header.indexOf('\0')), contents);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The image files by name. */
    Map<String, byte[]> images() {
        var images = new LinkedHashMap<String, byte[]>();
        files.forEach((path, bytes) -> {
            if (path.startsWith("images/")) {
                images.put(path.substring("images/".length()), bytes);
            }
        });
        return images;
    }

    byte[] image(String name) {
        return Objects.requireNonNull(files.get("images/" + name));
    }

    /** What {@code /proc/PID/FILE} said, pid by the container's count. */
    String seen(int pid, String file) {
        return new String(Objects.requireNonNull(files.get("seen/" + pid + "/" + file)), UTF_8);
    }

    ImageDirectory open() {
        return ImageDirectory.open(MemoryImages.of(images()));
    }

    DumpedProcess process(int pid) {
        return open().process(pid).orElseThrow();
    }
}
