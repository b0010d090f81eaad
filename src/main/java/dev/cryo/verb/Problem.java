package dev.cryo.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which Cryo fails: what failed, the evidence for it, and what to do about it.
 *
 * <p>The texts may quote containers and are therefore hostile until a printer has escaped them.
 */
public final class Problem extends RuntimeException {

    /** How a problem ends the process. */
    public enum Kind {
        /** The work failed. */
        FAILED(1),
        /** The command line, or a named argument, was wrong; nothing was touched. */
        USAGE(2),
        /** The user interrupted the work. */
        INTERRUPTED(130);

        private final int exitStatus;

        Kind(int exitStatus) {
            this.exitStatus = exitStatus;
        }

        public int exitStatus() {
            return exitStatus;
        }
    }

    private final Kind kind;
    private final String what;
    private final List<String> evidence;
    private final @Nullable String remedy;

    private Problem(
            Kind kind, String what, List<String> evidence, @Nullable String remedy, @Nullable Throwable cause) {
        super(what, cause);
        this.kind = kind;
        this.what = what;
        this.evidence = List.copyOf(evidence);
        this.remedy = remedy;
    }

    /** The work failed; {@code what} is one line without a full stop. */
    public static Problem failed(String what) {
        return new Problem(Kind.FAILED, what, List.of(), null, null);
    }

    /** The call was wrong; {@code what} is one line without a full stop. */
    public static Problem usage(String what) {
        return new Problem(Kind.USAGE, what, List.of(), null, null);
    }

    public static Problem interrupted() {
        return new Problem(Kind.INTERRUPTED, "interrupted", List.of(), null, null);
    }

    /** This problem with lines that prove it, behind those it has. */
    public Problem evidence(String... lines) {
        return evidence(List.of(lines));
    }

    /** This problem with lines that prove it, behind those it has. */
    public Problem evidence(List<String> lines) {
        var all = new ArrayList<>(evidence);
        all.addAll(lines);
        return new Problem(kind, what, all, remedy, getCause());
    }

    /** This problem with what to do about it. */
    public Problem remedy(String text) {
        return new Problem(kind, what, evidence, text, getCause());
    }

    /** This problem with the exception that it was seen as. */
    public Problem cause(Throwable cause) {
        return new Problem(kind, what, evidence, remedy, cause);
    }

    /**
     * Several problems of one call as one: itself when there is only one, else all their lines under a count.
     *
     * @param problems at least one
     */
    public static Problem several(List<Problem> problems) {
        if (problems.size() == 1) {
            return problems.getFirst();
        }
        var kind = problems.stream().map(Problem::kind).max(Kind::compareTo).orElse(Kind.FAILED);
        var lines = problems.stream()
                .flatMap(p -> Stream.concat(
                        Stream.of(p.what), Stream.concat(p.evidence.stream(), p.remedy().stream())
                                .map(line -> "  " + line)))
                .toList();
        return new Problem(kind, problems.size() + " of them failed", lines, null, null);
    }

    public Kind kind() {
        return kind;
    }

    public String what() {
        return what;
    }

    public List<String> evidence() {
        return evidence;
    }

    public Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }

    /** All of it, a line each: for whoever prints exceptions, as test suites do. */
    @Override
    public String getMessage() {
        var text = new StringBuilder(what);
        evidence.forEach(line -> text.append("\n  ").append(line));
        remedy().ifPresent(line -> text.append("\n  -> ").append(line));
        return text.toString();
    }
}
