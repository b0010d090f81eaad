package dev.cryo.forensics;

import dev.cryo.criu.Fields;
import java.util.Optional;

/**
 * Where in a process's memory the kernel put its arguments and its environment.
 *
 * @param layout {@code mm_entry}
 */
record ArgumentsAndEnvironment(Optional<Fields> layout) {

    static ArgumentsAndEnvironment of(Asked asked, int pid) {
        return new ArgumentsAndEnvironment(asked.evidence().record("mm-" + pid + ".img"));
    }

    /** What of the two an address belongs to. */
    Optional<String> name(long address) {
        return within("mm_env", address)
                ? Optional.of("environment")
                : within("mm_arg", address) ? Optional.of("command line") : Optional.empty();
    }

    private boolean within(String part, long address) {
        return layout.map(mm -> Long.compareUnsigned(mm.number(part + "_start", 0), address) <= 0
                        && Long.compareUnsigned(address, mm.number(part + "_end", 0)) < 0)
                .orElse(false);
    }
}
