package dev.cryo.criu;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dump of CRIU 4.2.1 says what {@code crit} and /proc said. */
class RealCheckpointTest {

    private static final Fixture FIXTURE = Fixture.busybox();
    private final ImageDirectory checkpoint = FIXTURE.open();

    private DumpedProcess process(int pid) {
        return checkpoint.process(pid).orElseThrow();
    }

    @Test
    void inventoryIsAsCritShowsIt() {
        var inventory = checkpoint.inventory();
        assertEquals(2, inventory.imageVersion());
        assertEquals(Inventory.SecurityModule.NONE, inventory.securityModule());
        assertEquals(Optional.of(new KernelIds(1, 1, 1, 1, 1, 2, 3, 4, 6, 7, 8, 5)), inventory.rootIds());
        assertEquals(Optional.of("4facce9b-7853-4afa-9bd8-8646ebc540d9"), inventory.runId());
        assertEquals(OptionalLong.empty(), inventory.uptime());
    }

    @Test
    void statisticsAreAsCritShowsThem() {
        var statistics = checkpoint.statistics().orElseThrow();
        assertEquals(Duration.ofNanos(101_307_000), statistics.freezing());
        assertEquals(Duration.ofNanos(125_226_000), statistics.frozen());
        assertEquals(Duration.ofNanos(1_751_000), statistics.memoryDump());
        assertEquals(Duration.ofNanos(345_000), statistics.memoryWrite());
        assertEquals(126, statistics.pagesScanned());
        assertEquals(85, statistics.pagesWritten());
    }

    @Test
    void theTreeListsEveryProcessBehindItsParent() {
        assertEquals(
                List.of(
                        "1 0 sh ALIVE",
                        "8 1 sleep ALIVE",
                        "12 8 sleep DEAD",
                        "9 1 sleep ALIVE",
                        "10 1 cat ALIVE",
                        "11 1 httpd ALIVE"),
                checkpoint.processes().stream()
                        .map(p -> p.pid() + " " + p.parent() + " " + p.command() + " " + p.state())
                        .toList());
        assertTrue(checkpoint.processes().stream().allMatch(p -> p.group() == 1 && p.session() == 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 10, 11})
    void commandLineAndEnvironmentAreWhatProcSaid(int pid) {
        assertEquals(
                List.of(FIXTURE.seen(pid, "cmdline").split("\0", 0)),
                process(pid).commandLine().orFail("the command line"));
        var environment = new LinkedHashMap<String, String>();
        for (var variable : FIXTURE.seen(pid, "environ").split("\0", 0)) {
            environment.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        var read = process(pid).environment().orFail("the environment");
        assertEquals(new ArrayList<>(environment.entrySet()), new ArrayList<>(read.entrySet()));
        assertEquals("calm", read.get("MODE"));
        assertEquals("", read.get("EMPTY"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 10, 11})
    void mappingsAreThoseOfProc(int pid) {
        var seen = new ArrayList<String>();
        for (var line : FIXTURE.seen(pid, "maps").lines().toList()) {
            var part = line.split(" +", 6);
            var range = part[0].replaceAll("\\b0+(?=.)", "");
            if (part[5].equals("[vvar_vclock]")) {
                // CRIU takes the kernel's two data areas for one.
                seen.add(seen.removeLast().replaceFirst("-\\w+", "-" + range.split("-", 2)[1]));
            } else {
                seen.add(range + " " + part[1] + " " + part[5]);
            }
        }
        assertEquals(
                String.join("\n", seen),
                process(pid).mappings().stream()
                        .map(RealCheckpointTest::asInProc)
                        .collect(joining("\n")));
    }

    private static String asInProc(Mapping mapping) {
        var name = switch (mapping.kind()) {
            case HEAP -> "[heap]";
            case STACK -> "[stack]";
            case VDSO -> "[vdso]";
            case VVAR -> "[vvar]";
            case VSYSCALL -> "[vsyscall]";
            default -> mapping.path().orElse("");
        };
        return "%x-%x %s %s".formatted(mapping.start(), mapping.end(), mapping.permissions(), name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 10, 11})
    void memoryFactsAreWhatTheKernelSaid(int pid) {
        var facts = process(pid).memoryFacts().orFail("the facts");
        var stat = FIXTURE.seen(pid, "stat").split(" ", 0);
        assertEquals(Long.parseLong(stat[27]), facts.startStack());
        assertEquals(Long.parseLong(stat[46]), facts.startBreak());
        var vdso = FIXTURE.seen(pid, "maps")
                .lines()
                .filter(line -> line.endsWith("[vdso]"))
                .findFirst();
        assertEquals(
                vdso.map(line -> Long.parseLong(line.split("-", 2)[0], 16)),
                facts.vdso().stream().boxed().findFirst());
        assertEquals(16, facts.random().orFail("the random bytes").length());
    }

    @Test
    void theRandomBytesAreThoseWhereTheAuxiliaryVectorPoints() {
        var facts = process(1).memoryFacts().orFail("the facts");
        assertEquals(OptionalLong.of(0x7ffda2281059L), facts.randomAddress());
        assertEquals(
                "991b774bca72df76c9abb2b5bd9cb662",
                facts.random().orFail("the random bytes").hex());
        assertEquals(0x3d1da000L, facts.programBreak());
    }

    @Test
    void residentMemoryIsThePagesFile() {
        assertEquals(19 * 4096, process(1).residentBytes());
        assertEquals(FIXTURE.image("pages-1.img").length, process(1).residentBytes());
        var written = checkpoint.statistics().orElseThrow().pagesWritten();
        assertEquals(
                written * 4096,
                checkpoint.processes().stream()
                        .mapToLong(DumpedProcess::residentBytes)
                        .sum());
    }

    @Test
    void sampledPagesSpreadOverPrivateAnonymousMemory() {
        assertEquals(
                List.of(
                        "5ef000 0babd57827c841ff0111b53a6994544ad9427e07ad3255297af2f87ae2d9e67a",
                        "3d1b8000 bdb9a89ae778294c203869523ba82a0a88f06494ab1b622e96e9fc3e8c7625d9",
                        "7ffda227f000 e90b3873e1a33e49b5f9ce136518b2832354e0daf0c8193b7e789f1f05de56e6"),
                process(1).samplePages(3).stream()
                        .map(page -> "%x %s".formatted(page.address(), page.sha256()))
                        .toList());
        assertEquals(12, process(1).samplePages(1000).size());
        assertEquals(List.of(), process(1).samplePages(0));
    }

    @Test
    void registersAreThoseThatCritShows() {
        var thread = process(10).threads().getFirst();
        assertEquals(10, thread.id());
        assertEquals("cat", thread.command());
        var registers = thread.registers().orFail("the registers");
        assertEquals(0x4ae3f5L, registers.get("rip"));
        assertEquals(0x7ffe7a58b6d0L, registers.get("rsp"));
        assertEquals(0x10000L, registers.get("rdx"));
        assertEquals(0x35101400L, registers.get("fs_base"));
    }

    @Test
    void descriptorsAreNamed() {
        assertEquals(
                List.of(
                        "0 reg /dev/null",
                        "1 pipe pipe:[24017]",
                        "2 pipe pipe:[24018]",
                        "3 reg /tmp/notes",
                        "4 inetsk tcp 127.0.0.1:8080 (listening)"),
                process(11).descriptors().stream()
                        .map(d -> d.number() + " " + d.type() + " " + d.what())
                        .toList());
        var notes = assertInstanceOf(
                OpenFile.Regular.class, process(1).descriptors().get(3).file());
        assertEquals(15, notes.position());
        assertEquals(
                process(9).descriptors().get(1).what(),
                process(10).descriptors().get(0).what());
    }

    @Test
    void anExitedTaskSaysThatItsMemoryIsGone() {
        var exited = process(12);
        assertEquals(Reading.absent("the process had exited; its memory is gone"), exited.commandLine());
        assertEquals(Reading.absent("the process had exited; its memory is gone"), exited.environment());
        assertEquals(Reading.absent("the process had exited; its memory is gone"), exited.memoryFacts());
        assertEquals(List.of(), exited.threads());
        assertEquals(List.of(), exited.mappings());
        assertEquals(List.of(), exited.descriptors());
        assertEquals(List.of(), exited.samplePages(3));
        assertEquals(0, exited.residentBytes());
    }

    @Test
    void aValueThatAShellMadeAtRunTimeIsFoundInItsHeapAlone() {
        var matches = checkpoint.search(Needle.text("1234-doubloons")).toList();
        assertEquals(1, matches.size());
        var match = matches.getFirst();
        assertEquals(1, match.pid());
        assertEquals("sh", match.command());
        assertEquals(0x3d1bab69L, match.address());
        assertEquals(Mapping.Kind.HEAP, match.mapping().orElseThrow().kind());
        assertTrue(match.text().contains("treasure=1234-doubloons\\x00"), match.text());
    }

    @Test
    void unchangedPagesOfTheProgramAreAbsentAndSayWhy() {
        var read = process(1).addressSpace().flatMap(space -> space.read(0x400000, 4));
        assertEquals(
                Reading.absent(
                        "the page at 400000 is an unchanged one of /bin/busybox, which is not in the checkpoint"),
                read);
    }

    @Test
    void theHeapBehindItsLastWrittenPageReadsAsZeros() {
        var read = process(1).addressSpace().flatMap(space -> space.read(0x3d1d9ff0L, 16));
        assertEquals(Reading.of(Bytes.of(new byte[16])), read);
    }

    @Test
    void everyImageIsWrittenBackByteForByte() {
        var images = MemoryImages.of(FIXTURE.images());
        int headed = 0;
        for (var name : FIXTURE.images().keySet()) {
            if (!name.matches("pages-.*|tmpfs-.*|descriptors.json")) {
                assertEquals(
                        Bytes.of(FIXTURE.image(name)),
                        ImageFile.read(images, name).encode(),
                        name);
                headed++;
            }
        }
        assertEquals(42, headed);
    }
}
