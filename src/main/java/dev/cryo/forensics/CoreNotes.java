package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.DumpedThread;
import dev.cryo.criu.Fields;
import dev.cryo.criu.Mapping;
import dev.cryo.verb.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The notes of a core file, in the kernel's order: registers of the first thread, what is known of the process, then the
 * registers of each other thread.
 *
 * <p>Sources: the kernel's {@code elf_prstatus}, {@code elf_prpsinfo} and {@code fill_files_note} for x86-64; core(5).
 */
final class CoreNotes {

    private static final int NT_PRSTATUS = 1;
    private static final int NT_FPREGSET = 2;
    private static final int NT_PRPSINFO = 3;
    private static final int NT_AUXV = 6;
    private static final int NT_X86_XSTATE = 0x202;
    private static final int NT_FILE = 0x46494c45;
    private static final int NT_SIGINFO = 0x53494749;

    private static final int PAGE = 4096;
    private static final int REGISTERS = 27;

    private final Asked asked;
    private final DumpedProcess process;
    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

    CoreNotes(Asked asked, DumpedProcess process) {
        this.asked = asked;
        this.process = process;
    }

    /**
     * All notes.
     *
     * @throws Problem when the process has no registers of x86-64
     */
    byte[] bytes() {
        boolean first = true;
        for (var thread : process.threads()) {
            var info = asked.core(thread.id())
                    .flatMap(core -> core.at("thread_info"))
                    .orElseThrow(() -> Problem.failed("core dumps are written of x86-64 processes only")
                            .evidence("thread " + thread.id() + " has no registers of that machine"));
            add("CORE", NT_PRSTATUS, status(thread, info));
            if (first) {
                add("CORE", NT_PRPSINFO, about());
                add("CORE", NT_SIGINFO, new byte[128]);
                add("CORE", NT_AUXV, auxiliary());
                add("CORE", NT_FILE, files());
                first = false;
            }
            info.at("fpregs").map(FloatingPoint::new).ifPresent(state -> {
                add("CORE", NT_FPREGSET, state.legacy());
                add("LINUX", NT_X86_XSTATE, state.extended());
            });
        }
        return notes.toByteArray();
    }

    private void add(String owner, int type, byte[] contents) {
        var name = (owner + "\0").getBytes(StandardCharsets.US_ASCII);
        var header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(name.length).putInt(contents.length).putInt(type);
        notes.writeBytes(header.array());
        notes.writeBytes(Arrays.copyOf(name, roundUp(name.length)));
        notes.writeBytes(Arrays.copyOf(contents, roundUp(contents.length)));
    }

    private static int roundUp(int length) {
        return (length + 3) / 4 * 4;
    }

    /** {@code elf_prstatus}. */
    private byte[] status(DumpedThread thread, Fields info) {
        var registers = info.at("gpregs").orElseThrow(() -> Problem.failed("thread " + thread.id() + " has no registers"));
        var status = ByteBuffer.allocate(336).order(ByteOrder.LITTLE_ENDIAN);
        status.putLong(24, asked.core(thread.id())
                .flatMap(core -> core.at("thread_core"))
                .map(core -> core.number("blk_sigset", 0))
                .orElse(0L));
        status.putInt(32, thread.id());
        status.putInt(36, process.parent());
        status.putInt(40, process.group());
        status.putInt(44, process.session());
        // user_regs_struct has the order of CRIU's fields.
        int at = 112;
        for (var name : registers.tree().keySet()) {
            if (at < 112 + 8 * REGISTERS && !name.equals("mode")) {
                status.putLong(at, registers.number(name, 0));
                at += 8;
            }
        }
        status.putInt(328, info.at("fpregs").isPresent() ? 1 : 0);
        return status.array();
    }

    /** {@code elf_prpsinfo}. */
    private byte[] about() {
        var about = ByteBuffer.allocate(136).order(ByteOrder.LITTLE_ENDIAN);
        about.put(1, (byte) 'S');
        var credentials = asked.core(process.pid()).flatMap(core -> core.at("thread_core")).flatMap(t -> t.at("creds"));
        about.putInt(16, (int) (long) credentials.map(c -> c.number("uid", 0)).orElse(0L));
        about.putInt(20, (int) (long) credentials.map(c -> c.number("gid", 0)).orElse(0L));
        about.putInt(24, process.pid());
        about.putInt(28, process.parent());
        about.putInt(32, process.group());
        about.putInt(36, process.session());
        put(about, 40, 15, process.command());
        put(about, 56, 79, process.commandLine().map(words -> String.join(" ", words)).orElse(process.command()));
        return about.array();
    }

    private static void put(ByteBuffer to, int at, int most, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        to.put(at, bytes, 0, Math.min(bytes.length, most));
    }

    /** Pairs of key and value up to AT_NULL. */
    private byte[] auxiliary() {
        List<Long> numbers = asked.evidence()
                .record("mm-" + process.pid() + ".img")
                .map(mm -> mm.numbers("mm_saved_auxv"))
                .orElse(List.of());
        var vector = ByteBuffer.allocate(8 * (numbers.size() / 2 * 2 + 2)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i + 1 < numbers.size() && numbers.get(i) != 0; i += 2) {
            vector.putLong(numbers.get(i)).putLong(numbers.get(i + 1));
        }
        return Arrays.copyOf(vector.array(), vector.position() + 16);
    }

    /** The mapped files: count and page size, three numbers each, then the names. */
    private byte[] files() {
        var mapped = process.mappings().stream().filter(m -> m.path().isPresent()).toList();
        var numbers = ByteBuffer.allocate(16 + 24 * mapped.size()).order(ByteOrder.LITTLE_ENDIAN);
        numbers.putLong(mapped.size()).putLong(PAGE);
        var names = new ByteArrayOutputStream();
        for (Mapping m : mapped) {
            numbers.putLong(m.start()).putLong(m.end()).putLong(m.offset() / PAGE);
            names.writeBytes((m.path().orElse("").replace("\0", "") + "\0")
                    .getBytes(StandardCharsets.UTF_8));
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(numbers.array());
        all.writeBytes(names.toByteArray());
        return all.toByteArray();
    }
}
