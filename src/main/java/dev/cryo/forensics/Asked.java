package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Fields;
import dev.cryo.criu.Match;
import dev.cryo.criu.Needle;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Evidence, and which of its processes are meant.
 *
 * @param processes in the order of the tree
 */
record Asked(OpenedEvidence evidence, List<DumpedProcess> processes) {

    /**
     * Opens the evidence of a question.
     *
     * @throws Problem when it has no process that is asked for
     */
    static Asked of(EvidenceReader reader, About about) {
        return of(reader.open(about.evidence()), about.whose());
    }

    static Asked of(OpenedEvidence evidence, Whose whose) {
        var all = evidence.directory().processes();
        var meant = all.stream().filter(whose::matches).toList();
        if (meant.isEmpty() && !all.isEmpty()) {
            throw Problem.failed("the evidence has no such process")
                    .evidence("it has "
                            + String.join(", ", all.stream().map(p -> p.pid() + " " + p.command()).toList()));
        }
        return new Asked(evidence, meant);
    }

    /** One process of the evidence. */
    static DumpedProcess process(OpenedEvidence evidence, int pid) {
        return of(evidence, Whose.of(pid)).processes().getFirst();
    }

    /** {@code core_entry} of a process or thread. */
    Optional<Fields> core(int id) {
        return evidence.record("core-" + id + ".img");
    }

    /**
     * Looks for something in the memory of the processes; pages that cannot be read are noted as damage.
     *
     * @param more gets each match, and says whether more are wanted
     */
    void search(Needle needle, Where where, Watch watch, Predicate<Match> more) {
        guarded(() -> {
            try (var matches = DumpedProcess.search(processes, needle, watch)) {
                var found = matches.filter(where::matches).iterator();
                while (found.hasNext() && more.test(found.next())) {}
            }
        });
    }

    /**
     * Reads the memory of processes; that it could not be read to its end is noted as damage.
     *
     * @return whether it could
     */
    boolean guarded(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (Problem problem) {
            if (problem.kind() != Problem.Kind.FAILED) {
                throw problem;
            }
            evidence.damaged(problem.what() + ": " + String.join("; ", problem.evidence()));
            return false;
        }
    }

    /** The rows, and one more for each thing that was found damaged. */
    <R> List<R> withDamage(Stream<R> rows, Function<String, R> damaged) {
        // The rows first: reading them is what finds the damage.
        var all = rows.toList();
        return Stream.concat(all.stream(), evidence.damage().stream().map(damaged)).toList();
    }
}
