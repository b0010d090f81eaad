package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A real dump, which the {@code make-fixture.sh} beside its archive made, and what /proc said before it. */
public final class Fixture {

    private final Map<String, byte[]> files;

    private Fixture(Map<String, byte[]> files) {
        this.files = files;
    }

    /** A shell, sleepers, a pipe, a web server that listens, and an exited task. */
    public static Fixture busybox() {
        return unpack("/dev/cryo/criu/busybox.tar.gz");
    }

    /** {@code witness.c}, of which everything is known, and a sleeper. */
    public static Fixture witness() {
        return unpack("/dev/cryo/forensics/witness.tar.gz");
    }

    /** A tar of short names and regular files needs no more than this. */
    private static Fixture unpack(String archive) {
        var files = new LinkedHashMap<String, byte[]>();
        try (var raw = Objects.requireNonNull(Fixture.class.getResourceAsStream(archive));
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
    public Map<String, byte[]> images() {
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
    public String seen(int pid, String file) {
        return new String(Objects.requireNonNull(files.get("seen/" + pid + "/" + file)), UTF_8);
    }

    /** Writes the image files into a folder, for those who read folders. */
    public Path into(Path folder) {
        try {
            for (var image : images().entrySet()) {
                Files.write(folder.resolve(image.getKey()), image.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    ImageDirectory open() {
        return ImageDirectory.open(MemoryImages.of(images()));
    }

    DumpedProcess process(int pid) {
        return open().process(pid).orElseThrow();
    }
}
