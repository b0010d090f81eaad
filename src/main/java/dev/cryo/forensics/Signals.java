package dev.cryo.forensics;

import dev.cryo.verb.Brief;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A set of signals (x86-64's numbers, which most machines share).
 *
 * @param mask bit n−1 for signal n
 */
public record Signals(long mask) implements Brief {

    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    static Signals of(Iterable<Integer> numbers) {
        long mask = 0;
        for (int number : numbers) {
            mask |= number >= 1 && number <= 64 ? 1L << (number - 1) : 0;
        }
        return new Signals(mask);
    }

    static String name(int number) {
        return number >= 1 && number <= NAMES.size()
                ? NAMES.get(number - 1)
                : number >= 34 && number <= 64 ? "RTMIN" + (number == 34 ? "" : "+" + (number - 34)) : "SIG" + number;
    }

    /** The numbers of the signals in the set. */
    List<Integer> numbers() {
        return IntStream.rangeClosed(1, 64)
                .filter(number -> (mask >>> (number - 1) & 1) != 0)
                .boxed()
                .toList();
    }

    @Override
    public String brief() {
        return toString();
    }

    @Override
    public String toString() {
        return mask == -1 ? "all" : String.join(",", numbers().stream().map(Signals::name).toList());
    }
}
