package dev.cryo.forensics;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Option;
import java.util.List;
import java.util.Optional;

/**
 * What a question is about.
 *
 * @param process pids inside the container; empty for all
 */
public record About(
        @Argument(label = "EVIDENCE", help = "a checkpoint, an image directory, or a file in one") Evidence evidence,
        @Option(letter = "p", label = "PID", help = "only of this process") List<Integer> process,
        @Option(label = "NAME", help = "only of processes of this name") Optional<String> command) {

    /** About all of it. */
    public static About all(Evidence evidence) {
        return new About(evidence, List.of(), Optional.empty());
    }
}
