package dev.cryo.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A dump or a restore that failed, as the store remembers it. All texts may quote the container.
 *
 * @param verb what was being done, as typed: {@code checkpoint}, {@code restore}, …
 * @param container the container's name then
 * @param what the failure with its cause, one line
 * @param evidence the lines that prove it
 * @param remedy what to do about it
 * @param log the whole log, where there was one
 */
public record Attempt(
        Instant when,
        String verb,
        String container,
        String what,
        List<String> evidence,
        Optional<String> remedy,
        Optional<Path> log) {

    public Attempt {
        evidence = List.copyOf(evidence);
    }
}
