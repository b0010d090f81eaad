package dev.cryo.forensics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The flags of open files, in open(2)'s words without their prefix; what says nothing is left out. */
final class OpenFlags {

    /** x86-64's numbers, which most machines share. */
    private static final Map<Long, String> WORDS = new LinkedHashMap<>(Map.of(
            0x1L, "wronly",
            0x2L, "rdwr",
            0x400L, "append",
            0x800L, "nonblock",
            0x4000L, "direct",
            0x10000L, "directory",
            0x20000L, "nofollow",
            0x40000L, "noatime",
            0x80000L, "cloexec",
            0x200000L, "path"));

    private OpenFlags() {}

    /** @param flags CRIU's words for them, or the number */
    static String words(String flags) {
        return Arrays.stream(flags.split("\\s*\\|\\s*", -1))
                .filter(word -> !word.isEmpty() && !word.equals("O_LARGEFILE"))
                .map(word -> word.matches("0x[0-9a-f]{1,8}|\\d{1,9}")
                        ? named(Long.decode(word))
                        : word.replaceFirst("^O_", "").toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String named(long number) {
        var words = WORDS.entrySet().stream()
                .filter(word -> (number & word.getKey()) != 0)
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(" "));
        // O_LARGEFILE is said of every file.
        long rest = number & ~0x8000L & ~WORDS.keySet().stream().mapToLong(Long::longValue).sum();
        return rest == 0 ? words : (words + " 0x" + Long.toHexString(rest)).strip();
    }
}
