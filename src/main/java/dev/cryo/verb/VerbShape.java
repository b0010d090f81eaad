package dev.cryo.verb;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A verb's declaration, read from its request record: the one source of names and help for all faces.
 *
 * @param name as typed; two words for a verb of a family
 * @param parameters in the order of the record's components
 */
public record VerbShape(
        String name,
        String summary,
        List<String> details,
        List<String> examples,
        Usage.Group group,
        List<Parameter> parameters) {

    public VerbShape {
        details = List.copyOf(details);
        examples = List.copyOf(examples);
        parameters = List.copyOf(parameters);
        var names = new HashSet<String>();
        for (var parameter : parameters) {
            if (!names.add(parameter.longName()) || (!parameter.letter().isEmpty() && !names.add(parameter.letter()))) {
                throw new IllegalStateException(name + " declares a name twice: " + parameter);
            }
        }
        if (parameters.stream().filter(VerbShape::isList).count() > 1) {
            throw new IllegalStateException(name + ": only one argument can be a list");
        }
        if (parameters.stream()
                        .filter(Parameter::positional)
                        .dropWhile(argument -> !isList(argument))
                        .skip(1)
                        .anyMatch(argument -> !argument.required())) {
            throw new IllegalStateException(name + ": what follows a list must be required");
        }
    }

    private static boolean isList(Parameter parameter) {
        return parameter.positional() && parameter.arity() == Parameter.Arity.LIST;
    }

    /**
     * What was given by place, spread over the arguments: a list takes all but what those behind it need.
     *
     * @param byName a value for each argument that got one, a list for a list
     * @param left what no argument takes
     */
    public record Placed<T>(Map<String, Object> byName, List<T> left) {}

    /** Spreads what was given by place over the arguments. */
    public <T> Placed<T> place(List<T> given) {
        var placed = new LinkedHashMap<String, Object>();
        var arguments = arguments();
        int next = 0;
        for (int i = 0; i < arguments.size() && next < given.size(); i++) {
            var argument = arguments.get(i);
            if (isList(argument)) {
                int behind = arguments.size() - i - 1;
                int end = Math.max(given.size() - behind, next);
                if (end > next) {
                    placed.put(argument.name(), List.copyOf(given.subList(next, end)));
                }
                next = end;
            } else {
                placed.put(argument.name(), given.get(next++));
            }
        }
        return new Placed<>(placed, given.subList(next, given.size()));
    }

    /**
     * Reads a declaration.
     *
     * @throws IllegalStateException when it makes no sense, which is a mistake in Cryo itself
     */
    public static VerbShape of(Class<? extends Record> request) {
        var usage = request.getAnnotation(Usage.class);
        if (usage == null) {
            throw new IllegalStateException(request + " needs @Usage");
        }
        return new VerbShape(
                usage.name(),
                usage.summary(),
                List.of(usage.details()),
                List.of(usage.examples()),
                usage.group(),
                parameters(request));
    }

    /** Those of a record's components, an {@link Included} record's standing in its place. */
    private static List<Parameter> parameters(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .flatMap(component -> component.isAnnotationPresent(Included.class)
                        ? parameters(component.getType()).stream()
                        : Stream.of(Parameter.of(component)))
                .toList();
    }

    /** What is given by place, in its order. */
    public List<Parameter> arguments() {
        return parameters.stream().filter(Parameter::positional).toList();
    }

    /** What is given by name. */
    public List<Parameter> options() {
        return parameters.stream().filter(parameter -> !parameter.positional()).toList();
    }

    /** The option of a name as typed, dashes included: {@code --tcp}, {@code -d}. */
    public Optional<Parameter> option(String typed) {
        return options().stream()
                .filter(option -> typed.equals("--" + option.longName())
                        || (!option.letter().isEmpty() && typed.equals("-" + option.letter())))
                .findFirst();
    }

    public Optional<Parameter> parameter(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst();
    }

    /** The verb as a Groovy method: {@code lab up} is {@code labUp}. */
    public static String methodName(String name) {
        var words = name.split("[ -]", -1);
        var method = new StringBuilder(words[0]);
        for (var word : List.of(words).subList(1, words.length)) {
            method.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return method.toString();
    }
}
