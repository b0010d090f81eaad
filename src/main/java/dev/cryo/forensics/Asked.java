package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Fields;
import dev.cryo.verb.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

    /** The rows, and one more for each thing that was found damaged. */
    <R> List<R> withDamage(Stream<R> rows, Function<String, R> damaged) {
        // The rows first: reading them is what finds the damage.
        var all = rows.toList();
        return Stream.concat(all.stream(), evidence.damage().stream().map(damaged)).toList();
    }
}
