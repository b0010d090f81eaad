package dev.cryo.forensics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.criu.Fixture;
import dev.cryo.criu.Synthetic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory of a process is no measure for Cryo's: every question is put to 4 GiB by a Cryo of its own, whole with its
 * printing, that has 256 MiB.
 */
class HeapOfQuestionsLongTest {

    private static final long SIZE = 4L << 30;
    private static final int PAGE = Synthetic.PAGE;
    private static final long AT = 0x10_0000_0000L;
    /** After so many pages one is not in the checkpoint. */
    private static final int RUN = 255;

    private static final int PIECE = 4 << 20;
    private static final String LAST = "\0POSTGRES_PASSWORD=hun" + "ter2-Zq\0the last words\0";

    @Test
    void everyQuestionIsAnsweredInAQuarterOfAGibibyte(@TempDir Path folder) throws IOException, InterruptedException {
        var one = evidence(folder.resolve("one"), 1);
        var other = evidence(folder.resolve("other"), 2);

        assertEquals(1, cryo(folder, "search", one, "the last words").size());
        assertEquals(1, cryo(folder, "search", one, "/last w[o]rds/").size());
        assertEquals(1, cryo(folder, "search", one, "hex:6c 61 73 74 ?? 77 6f 72 64 73").size());
        assertEquals(2, cryo(folder, "search", one, other, "the last words").size());
        assertEquals(1000, cryo(folder, "search", one, "/(?s).+/").size());
        assertEquals(1000, cryo(folder, "strings", one).size());
        assertEquals(List.of(), cryo(folder, "strings", "--min", "300", one));
        assertTrue(cryo(folder, "secrets", "--show", one).toString().contains("hun" + "ter2-Zq"));
        assertEquals(100, cryo(folder, "diff", one, other).size());
        assertTrue(cryo(folder, "heat", one, other).toString().contains("\"changed\":1049,"));
        assertEquals((2 << 20) / 16, cryo(folder, "memory", "--length", "2M", one, "1", "0x" + Long.toHexString(AT)).size());
        var core = folder.resolve("core");
        assertEquals(1, cryo(folder, "core", "--to", core.toString(), one, "1").size());
        assertTrue(Files.size(core) > SIZE);
        Files.delete(core);
        if (Path.of("/usr/bin/yara").toFile().canExecute()) {
            var rules = Files.writeString(folder.resolve("rules"), "rule last { strings: $a = \"last words\" condition: $a }\n");
            assertEquals(1, cryo(folder, "yara", rules.toString(), one).size());
        } else {
            System.out.println("HeapOfQuestionsLongTest: yara is not asked, for it is not installed");
        }
    }

    /** The rows that a Cryo prints, each an object of JSON. */
    private static List<String> cryo(Path folder, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                        .orElse(System.getProperty("java.class.path")),
                "dev.cryo.shell.Main",
                "--json",
                "--store",
                folder.resolve("store").toString()));
        command.addAll(List.of(words));
        var out = folder.resolve("out");
        long began = System.nanoTime();
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int status = process.waitFor();
        System.err.printf("%s: %d, %.1f s, %d bytes%n", words[0], status, (System.nanoTime() - began) / 1e9, Files.size(out));
        assertEquals(0, status, String.join(" ", words));
        return Files.readAllLines(out);
    }

    /** A process that has 4 GiB: pieces of noise and text, zeros between them, and the last words at the end. */
    private static String evidence(Path folder, int version) throws IOException {
        Files.createDirectory(folder);
        int pages = (int) (SIZE / PAGE);
        var memory = new Synthetic()
                .map(AT, pages + pages / RUN + 1, Synthetic.ANON_PRIVATE)
                .pages(new byte[0]);
        for (int page = 0; page < pages; page += RUN) {
            memory.run(AT + (long) (page + page / RUN) * PAGE, Math.min(RUN, pages - page), Synthetic.PRESENT);
        }
        memory.into(folder, "big");
        Files.write(folder.resolve("core-1.img"), Objects.requireNonNull(Fixture.witness().images().get("core-1.img")));
        var noise = new byte[PIECE];
        new Random(7).nextBytes(noise);
        for (int at = 0; at < PIECE; at += 1000) {
            var text = ("a line of text, number " + at + ", of several words\n").getBytes(UTF_8);
            System.arraycopy(text, 0, noise, at, Math.min(text.length, PIECE - at));
        }
        try (var out = FileChannel.open(folder.resolve("pages-1.img"), StandardOpenOption.WRITE)) {
            for (long at = 0; at < SIZE; at += 16L * PIECE) {
                out.write(ByteBuffer.wrap(noise), at);
            }
            for (long page = 0; page < pages; page += 1000) {
                out.write(ByteBuffer.allocate(8).putLong(0, version), page * PAGE + 16);
            }
            var last = LAST.getBytes(UTF_8);
            out.write(ByteBuffer.wrap(last), SIZE - last.length);
        }
        return folder.toString();
    }
}
