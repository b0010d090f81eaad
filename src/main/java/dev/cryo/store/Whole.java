package dev.cryo.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cryo.verb.Problem;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The mark that a folder holds all files of a checkpoint ({@code .whole}), written last: of which boot of the machine it
 * is, for nobody waited for the disk, and the sums of the files.
 */
final class Whole {

    static final String NAME = ".whole";
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int SLICE = 1 << 20;

    private Whole() {}

    /**
     * @param path within the checkpoint
     */
    record FileSums(String path, Sums sums) {}

    static void write(Path folder, List<FileSums> files) throws IOException {
        var node = Manifest.object().put("boot", boot());
        var array = node.putArray("files");
        for (var file : files) {
            var one = array.addObject().put("path", file.path());
            var lengths = one.putArray("lengths");
            var sums = one.putArray("crc32c");
            for (var segment : file.sums().segments()) {
                lengths.add(segment.length());
                sums.add(segment.crc32c());
            }
        }
        Files.write(folder.resolve(NAME), Manifest.bytes(node));
    }

    /** Empty where the system names no boots: then nothing that was not waited for is believed. */
    private static String boot() throws IOException {
        return Files.isReadable(BOOT) ? Files.readString(BOOT).strip() : "";
    }

    static boolean isOfThisBoot(Path folder) throws IOException {
        var mark = folder.resolve(NAME);
        if (!Files.exists(mark)) {
            return false;
        }
        try {
            var boot = boot();
            return !boot.isEmpty() && Manifest.readJson(mark).path("boot").asText().equals(boot);
        } catch (Problem e) {
            return false;
        }
    }

    /** Sizes and times of all files: as long as these are the same, nobody has written to any. */
    static String stamp(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .map(Path::toFile)
                    .filter(File::isFile)
                    .map(file -> file.getPath() + " " + file.length() + " " + file.lastModified())
                    .sorted()
                    .collect(Collectors.joining("\n"));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whether every file has its sums. */
    static boolean holds(Path folder) throws IOException {
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var checks = new ArrayList<Callable<Boolean>>();
            for (var file : Manifest.readJson(folder.resolve(NAME)).path("files")) {
                checks.addAll(checks(folder, file));
            }
            for (var check : threads.invokeAll(checks)) {
                if (!check.get()) {
                    return false;
                }
            }
            return true;
        } catch (Problem | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a checkpoint was checked", e);
        }
    }

    private static List<Callable<Boolean>> checks(Path folder, JsonNode file) {
        var path = folder.resolve(file.path("path").asText()).normalize();
        var checks = new ArrayList<Callable<Boolean>>();
        long offset = 0;
        for (int i = 0; i < file.path("lengths").size(); i++) {
            long from = offset;
            int length = file.path("lengths").path(i).asInt();
            int sum = file.path("crc32c").path(i).asInt();
            checks.add(() -> sum(path, from, length) == sum);
            offset += length;
        }
        long size = offset;
        checks.add(() -> path.startsWith(folder) && Files.size(path) == size);
        return checks;
    }

    private static int sum(Path file, long offset, int length) throws IOException {
        var sum = new java.util.zip.CRC32C();
        var buffer = ByteBuffer.allocateDirect(Math.min(SLICE, length));
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int done = 0; done < length; ) {
                buffer.clear().limit(Math.min(buffer.capacity(), length - done));
                int got = channel.read(buffer, offset + done);
                if (got <= 0) {
                    break;
                }
                done += got;
                sum.update(buffer.flip());
            }
        }
        return (int) sum.getValue();
    }
}
