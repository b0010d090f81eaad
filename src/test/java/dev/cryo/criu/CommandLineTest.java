package dev.cryo.criu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Arguments and environment as the kernel shows them, whatever a process made of them. */
class CommandLineTest {

    private static final long AT = 0x10000;

    /** A process whose memory ends with {@code strings}, of which the first {@code arguments} bytes are arguments. */
    private static DumpedProcess process(String strings, int arguments) {
        int offset = 4096 - strings.length();
        long start = AT + offset;
        return new Synthetic()
                .map(AT, 1, Synthetic.ANON_PRIVATE)
                .run(AT, 1, Synthetic.PRESENT)
                .pages(Synthetic.dots(1, offset, strings))
                .layout(8, start)
                .layout(9, start + arguments)
                .layout(10, start + arguments)
                .layout(11, start + strings.length())
                .process();
    }

    @Test
    void argumentsMayBeEmptyAndHoldAnything() {
        assertEquals(
                Reading.of(List.of("a", "", "\u001b[2J b", "")),
                process("a\0\0\u001b[2J b\0\0", 11).commandLine());
        assertEquals(Reading.of(List.of()), process("A=1\0", 0).commandLine());
    }

    @Test
    void aTitleWrittenOverArgumentsAndEnvironmentIsTheCommandLine() {
        assertEquals(
                Reading.of(List.of("worker: idle")),
                process("worker: idle\0A=1\0", 8).commandLine());
    }

    @Test
    void aTitleThatFillsMemoryToItsEndIsRead() {
        assertEquals(
                Reading.of(List.of("worker: idle")), process("worker: idle", 8).commandLine());
    }

    @Test
    void theFirstOfTwoVariablesCountsAndOrderStays() {
        var environment =
                process("Z=1\0A==x\0Z=2\0E=\0novalue\0=\0", 0).environment().orFail("the environment");
        assertEquals(
                List.of(Map.entry("Z", "1"), Map.entry("A", "=x"), Map.entry("E", "")),
                List.copyOf(environment.entrySet()));
    }

    @Test
    void argumentsThatAreNotInTheCheckpointSayWhy() {
        var process = new Synthetic()
                .map(AT, 1, Synthetic.FILE_PRIVATE)
                .layout(8, AT)
                .layout(9, AT + 5)
                .process();
        assertEquals(
                Reading.absent("the page at 10000 is an unchanged one of a file, which is not in the checkpoint"),
                process.commandLine());
    }
}
