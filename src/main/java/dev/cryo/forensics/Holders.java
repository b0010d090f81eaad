package dev.cryo.forensics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which processes have a file open, and under which numbers. */
final class Holders {

    private final Map<Long, List<String>> byFile = new HashMap<>();

    private Holders() {}

    /** Those among the processes that are meant. */
    static Holders of(Asked asked) {
        var holders = new Holders();
        for (var process : asked.processes()) {
            for (var d : process.descriptors()) {
                holders.byFile
                        .computeIfAbsent(Integer.toUnsignedLong(d.id()), _ -> new ArrayList<>())
                        .add(process.pid() + " " + process.command() + " " + d.number());
            }
        }
        return holders;
    }

    boolean has(long file) {
        return byFile.containsKey(file);
    }

    /** As {@code 1 nginx 6}: process, command, descriptor. */
    List<String> of(long file) {
        return byFile.getOrDefault(file, List.of());
    }
}
