package dev.cryo.script;

import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import groovy.lang.MetaMethod;
import groovy.lang.MetaProperty;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.ExceptionMessage;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.jspecify.annotations.Nullable;

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
                yield verbs.verb(e.getMethod())
                        .map(entry -> problem.remedy("'help " + entry.name() + "' tells what it is about"))
                        .orElseGet(() -> nearest(
                                problem, e.getMethod(), Stream.concat(verbs.methods().stream(), methods(e.getType()))));
            }
            case MissingPropertyException e ->
                nearest(
                        Problem.failed("there is no variable '" + e.getProperty() + "'" + on(e.getType()))
                                .evidence(at)
                                .cause(e),
                        e.getProperty(),
                        properties(e.getType()));
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

    private static Problem nearest(Problem problem, String name, Stream<String> known) {
        return NearestName.to(name, known.distinct().toList())
                .map(near -> problem.remedy("did you mean '" + near + "'?"))
                .orElse(problem);
    }

    private static Stream<String> methods(@Nullable Class<?> type) {
        return type == null
                ? Stream.empty()
                : InvokerHelper.getMetaClass(type).getMethods().stream().map(MetaMethod::getName);
    }

    private static Stream<String> properties(@Nullable Class<?> type) {
        return type == null
                ? Stream.empty()
                : InvokerHelper.getMetaClass(type).getProperties().stream().map(MetaProperty::getName);
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
