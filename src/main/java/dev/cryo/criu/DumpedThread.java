package dev.cryo.criu;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A thread of a dumped process.
 *
 * @param id its number in the container's pid namespace
 * @param command its name (comm), up to 15 bytes; hostile
 * @param registers the general registers of an x86-64 thread by name, in the order of the image
 */
public record DumpedThread(int id, String command, Reading<SequencedMap<String, Long>> registers) {

    private static final int X86_64 = 1;

    /** {@code user_x86_regs_entry}, fields 1 to 27. */
    private static final List<String> X86 = List.of(
            "r15",
            "r14",
            "r13",
            "r12",
            "rbp",
            "rbx",
            "r11",
            "r10",
            "r9",
            "r8",
            "rax",
            "rcx",
            "rdx",
            "rsi",
            "rdi",
            "orig_rax",
            "rip",
            "cs",
            "eflags",
            "rsp",
            "ss",
            "fs_base",
            "gs_base",
            "ds",
            "es",
            "fs",
            "gs");

    /**
     * Reads a {@code core_entry}: mtype = 1, thread_info (x86) = 2 with gpregs = 2, thread_core = 5 with comm = 13.
     *
     * @param process the name that holds for a thread without one of its own
     */
    static DumpedThread of(int id, Message core, String process) {
        var command = core.message(5).flatMap(thread -> thread.text(13)).orElse(process);
        if (core.required(1) != X86_64) {
            return new DumpedThread(
                    id,
                    command,
                    Reading.absent(
                            "registers are read of x86-64 only; this is CRIU's machine type " + core.required(1)));
        }
        return new DumpedThread(
                id,
                command,
                core.message(2)
                        .flatMap(info -> info.message(2))
                        .map(DumpedThread::x86)
                        .map(Reading::of)
                        .orElse(Reading.absent("the image of the thread holds no registers")));
    }

    private static SequencedMap<String, Long> x86(Message registers) {
        var byName = new LinkedHashMap<String, Long>();
        for (int i = 0; i < X86.size(); i++) {
            byName.put(X86.get(i), registers.required(i + 1));
        }
        return Collections.unmodifiableSequencedMap(byName);
    }
}
