package dev.cryo.shell;

import dev.cryo.verb.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;

/** How a failure reads on standard error. */
final class ProblemText {

    private ProblemText() {}

    /**
     * What failed, the evidence indented, and what to do; ends with a line break.
     *
     * @param verbose also the exception behind it
     */
    static String of(Problem problem, boolean verbose) {
        var text = new StringBuilder("cryo: ").append(Escaped.line(problem.what())).append('\n');
        for (var line : problem.evidence()) {
            text.append("    ").append(Escaped.line(line)).append('\n');
        }
        problem.remedy().ifPresent(remedy -> text.append("-> ")
                .append(Escaped.line(remedy))
                .append('\n'));
        if (verbose && problem.getCause() != null) {
            var trace = new StringWriter();
            problem.getCause().printStackTrace(new PrintWriter(trace));
            text.append(Escaped.block(trace.toString()));
        }
        return text.toString();
    }
}
