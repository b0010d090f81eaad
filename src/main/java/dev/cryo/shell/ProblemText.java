package dev.cryo.shell;

import dev.cryo.verb.Problem;

/** How a failure reads on standard error. */
final class ProblemText {

    private ProblemText() {}

    /** What failed, the evidence indented, and what to do; ends with a line break. */
    static String of(Problem problem) {
        var text = new StringBuilder("cryo: ").append(Escaped.line(problem.what())).append('\n');
        for (var line : problem.evidence()) {
            text.append("    ").append(Escaped.line(line)).append('\n');
        }
        problem.remedy().ifPresent(remedy -> text.append("-> ")
                .append(Escaped.line(remedy))
                .append('\n'));
        return text.toString();
    }
}
