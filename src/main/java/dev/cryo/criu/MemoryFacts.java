package dev.cryo.criu;

import java.util.OptionalLong;

/**
 * What a fresh start of the same program cannot have: the kernel chooses these addresses, and the 16 random bytes, anew
 * at every exec. Two that are equal are the same process, or one restored from the other's checkpoint.
 *
 * @param startStack where the stack began
 * @param startBreak where the program's break began
 * @param programBreak where the break was
 * @param vdso where the kernel's code for the process lay
 * @param randomAddress AT_RANDOM of the auxiliary vector
 * @param random the 16 bytes there
 */
public record MemoryFacts(
        long startStack,
        long startBreak,
        long programBreak,
        OptionalLong vdso,
        OptionalLong randomAddress,
        Reading<Bytes> random) {}
