package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.verb.Option;
import java.util.List;
import java.util.Optional;

/**
 * Which processes are meant.
 *
 * @param process pids inside the container; empty for all
 */
public record Whose(
        @Option(letter = "p", label = "PID", help = "only of this process") List<Integer> process,
        @Option(label = "NAME", help = "only of processes of this name") Optional<String> command) {

    /** Everybody's. */
    static final Whose ALL = new Whose(List.of(), Optional.empty());

    static Whose of(int process) {
        return new Whose(List.of(process), Optional.empty());
    }

    boolean isAll() {
        return process.isEmpty() && command.isEmpty();
    }

    boolean matches(DumpedProcess p) {
        return (process.isEmpty() || process.contains(p.pid())) && command.map(p.command()::equals).orElse(true);
    }
}
