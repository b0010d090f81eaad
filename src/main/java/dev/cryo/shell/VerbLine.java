package dev.cryo.shell;

import dev.cryo.verb.NearestName;
import dev.cryo.verb.Parameter;
import dev.cryo.verb.Problem;
import dev.cryo.verb.VerbShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The words of one command, read as its verb's declaration says: {@code --name=value}, {@code --name value}, {@code -n value},
 * {@code -nvalue}, switches together as in {@code -it}, and {@code --} before words that are no options.
 *
 * @param given what was given, for the binder: a text, or a list of them
 * @param help whether the verb's help was asked for instead
 */
record VerbLine(Map<String, Object> given, boolean json, boolean help) {

    private static final String HELP = "--help";
    private static final String JSON = "--json";

    /**
     * Reads the words that follow a verb's name, without a container in use.
     *
     * @throws Problem of kind USAGE
     */
    static VerbLine read(VerbShape shape, List<String> words) {
        return read(shape, words, Focus.NONE);
    }

    /**
     * Reads the words that follow a verb's name.
     *
     * @throws Problem of kind USAGE
     */
    static VerbLine read(VerbShape shape, List<String> words, Focus focus) {
        var reading = new Reading(shape);
        reading.read(new ArrayDeque<>(words));
        var placed = shape.place(focus.complete(shape, reading.positional));
        if (!placed.left().isEmpty()) {
            throw unmatched(shape, placed.left().getFirst());
        }
        var given = new LinkedHashMap<String, Object>();
        for (var parameter : shape.parameters()) {
            var value = parameter.positional()
                    ? placed.byName().get(parameter.name())
                    : reading.options.get(parameter.name());
            if (value != null) {
                given.put(parameter.name(), value);
            }
        }
        return new VerbLine(given, reading.json, reading.help);
    }

    /** Whether a word without its value begins an option of a verb, one of its own or one that every verb has. */
    static boolean hasOption(VerbShape shape, String word) {
        // Of letters together the first one decides: what follows it may be its value.
        var name = word.startsWith("--") || word.length() < 2 ? word : word.substring(0, 2);
        return List.of("--", HELP, "-h", JSON).contains(name) || shape.option(name).isPresent();
    }

    /** The long names of a verb's options, and those that every verb has. */
    static Stream<String> optionNames(VerbShape shape) {
        return Stream.concat(
                Stream.of(HELP, JSON), shape.options().stream().map(option -> "--" + option.longName()));
    }

    private static final class Reading {
        private final VerbShape shape;
        private final boolean verbatim;
        private final Map<String, Parameter> known = new HashMap<>();
        private final Map<String, Object> options = new HashMap<>();
        private final List<String> positional = new ArrayList<>();
        private boolean json;
        private boolean help;

        Reading(VerbShape shape) {
            this.shape = shape;
            this.verbatim = shape.parameters().stream().anyMatch(Parameter::verbatim);
            for (var option : shape.options()) {
                known.put("--" + option.longName(), option);
                if (!option.letter().isEmpty()) {
                    known.put("-" + option.letter(), option);
                }
            }
        }

        void read(Deque<String> words) {
            while (!words.isEmpty()) {
                var word = words.pop();
                if (word.equals("--")) {
                    positional.addAll(words);
                    return;
                }
                if (!word.startsWith("-") || word.equals("-")) {
                    positional.add(word);
                    if (verbatim) {
                        positional.addAll(words);
                        return;
                    }
                } else if (word.startsWith("--")) {
                    named(word, words);
                } else {
                    letters(word, words);
                }
            }
        }

        private void named(String word, Deque<String> words) {
            int equals = word.indexOf('=');
            var name = equals < 0 ? word : word.substring(0, equals);
            var value = equals < 0 ? Optional.<String>empty() : Optional.of(word.substring(equals + 1));
            if (!ours(name, word)) {
                take(Objects.requireNonNull(known.get(name)), value, words);
            }
        }

        private void letters(String word, Deque<String> words) {
            for (int i = 1; i < word.length(); i++) {
                var name = "-" + word.charAt(i);
                if (ours(name, word)) {
                    continue;
                }
                var option = Objects.requireNonNull(known.get(name));
                var rest = word.substring(i + 1);
                if (option.arity() == Parameter.Arity.SWITCH && !rest.startsWith("=")) {
                    take(option, Optional.empty(), words);
                } else {
                    take(option, rest.isEmpty() ? Optional.empty() : Optional.of(rest.replaceFirst("^=", "")), words);
                    return;
                }
            }
        }

        /** Whether it is one of those that every verb has. */
        private boolean ours(String name, String word) {
            if (known.containsKey(name)) {
                return false;
            }
            switch (name) {
                case HELP, "-h" -> help = true;
                case JSON -> json = true;
                default -> throw unmatched(shape, word);
            }
            return true;
        }

        private void take(Parameter option, Optional<String> value, Deque<String> words) {
            switch (option.arity()) {
                // Its value stands behind '=' only: in 'checkpoint --leave-running true' the last word is a container.
                case SWITCH -> once(option, value.orElse("true"));
                case ONE, OPTIONAL -> once(option, value.orElseGet(() -> next(option, words)));
                case LIST -> {
                    var list = new ArrayList<Object>();
                    if (options.get(option.name()) instanceof List<?> before) {
                        list.addAll(before);
                    }
                    list.add(value.orElseGet(() -> next(option, words)));
                    options.put(option.name(), List.copyOf(list));
                }
            }
        }

        private void once(Parameter option, String value) {
            if (options.put(option.name(), value) != null) {
                throw Problem.usage("--" + option.longName() + " was given twice");
            }
        }

        private String next(Parameter option, Deque<String> words) {
            if (words.isEmpty() || words.peek().equals("--")) {
                throw Problem.usage("--" + option.longName() + " needs a value")
                        .remedy("'help " + shape.name() + "' shows the options");
            }
            return words.pop();
        }
    }

    private static Problem unmatched(VerbShape shape, String first) {
        if (!first.startsWith("-") || first.equals("-")) {
            return Problem.usage(shape.name() + " takes no more arguments: '" + first + "'")
                    .remedy("'help " + shape.name() + "' shows how it is called");
        }
        var known = optionNames(shape).toList();
        var name = first.replaceFirst("=.*", "");
        return Problem.usage(shape.name() + " has no option '" + name + "'")
                .remedy(NearestName.to(name, known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("'help " + shape.name() + "' shows the options"));
    }
}
