package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of a process is no measure for Cryo's: 4 GiB are stored, compared with a parent and read back in 256 MiB. */
class HeapLongTest {

    private static final long SIZE = 4L << 30;

    @Test
    void fourGibibytesGoThroughAQuarterOfOne(@TempDir Path folder) throws IOException, InterruptedException {
        var classes = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        HeapLongTest.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
    }

    /** FOLDER: twice a checkpoint of 4 GiB, the second with every thousandth page changed; then both out of the packs. */
    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        var store = Store.at(folder.resolve("store"));
        var first = make(store, 1, Optional.empty());
        var second = make(store, 2, Optional.of(first));
        for (int version = 1; version <= 2; version++) {
            drop(folder.resolve("store/unpacked"));
            try (var kept = store.unpack(version == 1 ? first : second)) {
                if (sum(kept.images().resolve("pages-1.img")) != sumOf(version)) {
                    throw new IOException("version " + version + " came out otherwise than it went in");
                }
            }
        }
    }

    private static Checkpoint make(Store store, int version, Optional<Checkpoint> parent) throws IOException {
        try (var draft = store.begin(Drafts.WEB, Optional.empty())) {
            try (var file = FileChannel.open(
                    draft.images().resolve("pages-1.img"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (var pages = new Pages(version); pages.more(); ) {
                    for (var piece = pages.next(); piece.hasRemaining(); ) {
                        file.write(piece);
                    }
                }
            }
            return draft.commit(Drafts.facts(draft, Drafts.WEB, Optional.empty(), parent.map(Checkpoint::id)));
        }
    }

    private static void drop(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static long sumOf(int version) {
        var sum = new CRC32C();
        for (var pages = new Pages(version); pages.more(); ) {
            sum.update(pages.next());
        }
        return sum.getValue();
    }

    private static long sum(Path file) throws IOException {
        var sum = new CRC32C();
        var buffer = ByteBuffer.allocate(1 << 20);
        try (var channel = FileChannel.open(Objects.requireNonNull(file))) {
            while (channel.read(buffer.clear()) >= 0) {
                sum.update(buffer.flip());
            }
        }
        return sum.getValue();
    }

    /** Pages no two of which are equal, a mebibyte at a time; they compress well, so that no disk need hold all of it twice. */
    private static final class Pages {
        private final int version;
        private final ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        private final byte[] filling = new byte[1 << 20];
        private long at;

        Pages(int version) {
            this.version = version;
            new Random(7).nextBytes(filling);
            for (int i = 0; i < filling.length; i++) {
                if (i % 4096 >= 512) {
                    filling[i] = 'x';
                }
            }
        }

        boolean more() {
            return at < SIZE;
        }

        ByteBuffer next() {
            piece.clear();
            piece.put(filling);
            for (int page = 0; page < 256; page++, at += 4096) {
                long number = at / 4096;
                piece.putLong(page * 4096, number % 1000 == 0 ? number * 10 + version : number * 10);
            }
            return piece.flip();
        }
    }
}
