package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.forensics.Holders.Holder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a secret stands.
 *
 * @param process whose it is, and {@code command} its name; hostile
 * @param where a mapping, {@code environment}, {@code command line}, a kind of queue, or of file
 * @param at the address; or the queue, with those who hold it; or the path
 */
record SecretPlace(Optional<Integer> process, String command, String where, String at) {

    static SecretPlace in(DumpedProcess process, String where, long address) {
        return new SecretPlace(
                Optional.of(process.pid()), process.command(), where, "0x" + Long.toHexString(address));
    }

    static SecretPlace of(List<Holder> holders, String where, String at) {
        var first = holders.stream().findFirst().map(Holder::process);
        return new SecretPlace(
                first.map(DumpedProcess::pid), first.map(DumpedProcess::command).orElse(""), where, at);
    }

    /** A queue, and after its name who holds it. */
    static SecretPlace of(Waiting waiting) {
        var holders = waiting.holders().stream().map(Holder::toString).collect(Collectors.joining(", "));
        return of(waiting.holders(), waiting.kind(), holders.isEmpty() ? waiting.of() : waiting.of() + " of " + holders);
    }

    @Override
    public String toString() {
        return (process.map(pid -> pid + " " + command + " ").orElse("") + where + " " + at).strip();
    }
}
