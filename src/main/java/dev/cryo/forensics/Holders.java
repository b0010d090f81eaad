package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which processes have a file open, and under which numbers. */
final class Holders {

    /** A process, and the number of its descriptor. */
    record Holder(DumpedProcess process, int descriptor) {

        /** As {@code 1 nginx 6}: process, command, descriptor. */
        @Override
        public String toString() {
            return process.pid() + " " + process.command() + " " + descriptor;
        }
    }

    private final Map<Long, List<Holder>> byFile = new HashMap<>();

    private Holders() {}

    /** Those among the processes that are meant. */
    static Holders of(Asked asked) {
        var holders = new Holders();
        for (var process : asked.processes()) {
            for (var d : process.descriptors()) {
                holders.byFile
                        .computeIfAbsent(Integer.toUnsignedLong(d.id()), _ -> new ArrayList<>())
                        .add(new Holder(process, d.number()));
            }
        }
        return holders;
    }

    boolean has(long file) {
        return byFile.containsKey(file);
    }

    List<Holder> all(long file) {
        return byFile.getOrDefault(file, List.of());
    }

    /** Each in words. */
    List<String> of(long file) {
        return all(file).stream().map(Holder::toString).toList();
    }
}
