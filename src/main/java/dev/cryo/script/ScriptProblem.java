package dev.cryo.script;

import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.ExceptionMessage;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;

/** What a script threw, as a problem that points at the script's line. */
final class ScriptProblem {

    private ScriptProblem() {}

    /** Does not compile. */
    static Problem of(MultipleCompilationErrorsException e, ScriptSource source) {
        List<? extends Message> errors = e.getErrorCollector().getErrors();
        if (errors.getFirst() instanceof ExceptionMessage message) {
            return Problem.usage(source.name() + " does not compile: " + message.getCause()).cause(e);
        }
        var lines = new ArrayList<String>();
        for (var error : errors) {
            if (error instanceof SyntaxErrorMessage syntax) {
                int line = syntax.getCause().getLine();
                lines.add(source.name() + ":" + line + ": " + oneLine(syntax.getCause().getOriginalMessage()));
                lines.add("    " + source.line(line));
            }
        }
        return Problem.usage(source.name() + " does not compile").evidence(lines).cause(e);
    }

    /** Threw while it ran. */
    static Problem of(Throwable thrown, ScriptSource source, VerbCall verbs) {
        var at = place(thrown, source);
        return switch (thrown) {
            case Problem problem -> at.isEmpty() ? problem : problem.evidence(at);
            case InterruptedException e -> Problem.interrupted().evidence(at).cause(e);
            case MissingMethodException e -> {
                var problem = Problem.failed("there is no method '" + e.getMethod() + "'" + on(e.getType()))
                        .evidence(at)
                        .cause(e);
                yield NearestName.to(e.getMethod(), verbs.methods())
                        .map(near -> problem.remedy("did you mean '" + near + "'?"))
                        .orElse(problem);
            }
            case MissingPropertyException e ->
                Problem.failed("there is no variable '" + e.getProperty() + "'" + on(e.getType()))
                        .evidence(at)
                        .cause(e);
            case AssertionError e ->
                Problem.failed("an assertion does not hold")
                        .evidence(String.valueOf(e.getMessage()).lines().toList())
                        .evidence(at)
                        .cause(e);
            default -> {
                var message = thrown.getMessage();
                yield Problem.failed(message == null || message.isBlank() ? thrown.getClass().getName() : oneLine(message))
                        .evidence(thrown.getClass().getName())
                        .evidence(at)
                        .cause(thrown);
            }
        };
    }

    private static String on(Class<?> type) {
        return type == null || CryoScript.class.isAssignableFrom(type) ? "" : " on " + type.getSimpleName();
    }

    private static List<String> place(Throwable thrown, ScriptSource source) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> source.name().equals(frame.getFileName()) && frame.getLineNumber() > 0)
                .findFirst()
                .map(frame -> List.of(
                        ("at " + source.name() + ":" + frame.getLineNumber() + "  " + source.line(frame.getLineNumber()))
                                .strip()))
                .orElse(List.of());
    }

    private static String oneLine(String message) {
        return message.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse(message);
    }
}
