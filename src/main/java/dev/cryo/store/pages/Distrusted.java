package dev.cryo.store.pages;

import dev.cryo.store.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which pages count as not there, so that no later checkpoint shares them. A check settles it ({@code damaged}); between
 * checks everybody who meets a page that cannot be read leaves a file of its own ({@code suspect-NUMBER}), for he may not
 * write where the one writer does.
 */
record Distrusted(Disk disk, Path folder) {

    private static final String SETTLED = "damaged";
    private static final String SUSPECT = "suspect-";

    /** Those that a check has found and those that were met since. */
    BitSet read() throws IOException {
        var numbers = settled();
        for (var file : suspects()) {
            add(file.getFileName().toString().substring(SUSPECT.length()), numbers);
        }
        return numbers;
    }

    /** Whether this is what the last check has found, and nothing was met since. */
    boolean isSettled(BitSet numbers) throws IOException {
        return suspects().isEmpty() && numbers.equals(settled());
    }

    private BitSet settled() throws IOException {
        var numbers = new BitSet();
        try {
            // Latin 1 takes every byte: a damaged line says nothing.
            Files.readString(folder.resolve(SETTLED), StandardCharsets.ISO_8859_1)
                    .lines()
                    .forEach(line -> add(line, numbers));
        } catch (NoSuchFileException e) {
            // no check has found any
        }
        return numbers;
    }

    private static void add(String line, BitSet numbers) {
        if (line.matches("[1-9][0-9]{0,8}")) {
            numbers.set(Integer.parseInt(line));
        }
    }

    /** Keeps what a check has found, which is the last word on whatever was suspected; for the one writer. */
    void settle(BitSet numbers) throws IOException {
        var suspects = suspects();
        var lines = numbers.stream().mapToObj(Integer::toString).collect(Collectors.joining("\n", "", "\n"));
        disk.write(folder.resolve(SETTLED), lines.getBytes(StandardCharsets.US_ASCII));
        for (var file : suspects) {
            disk.delete(file);
        }
    }

    /** Notes a page that could not be read. Whoever only reads, from a disk that takes nothing, goes without. */
    void suspect(long number) {
        try {
            if (!read().get(Math.toIntExact(number))) {
                disk.create(folder.resolve(SUSPECT + number)).close();
            }
        } catch (IOException | ArithmeticException e) {
            // The next check finds it anyway.
        }
    }

    private List<Path> suspects() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(SUSPECT)).toList();
        }
    }
}
