package dev.cryo.shell;

import dev.cryo.catalog.Candidate;
import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Completions;
import dev.cryo.catalog.Entry;
import dev.cryo.catalog.VerbName;
import dev.cryo.verb.Parameter;
import dev.cryo.verb.Place;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.VerbShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** What may stand at the cursor of a command: a verb, an option, or a value by its type. Knows no terminal. */
final class CommandCompletion {

    private final Catalog catalog;
    private final Completions completions;

    CommandCompletion(Catalog catalog, Completions completions) {
        this.catalog = catalog;
        this.completions = completions;
    }

    /**
     * The candidates that begin as typed.
     *
     * @param before the whole words in front of the cursor
     * @param typed the word at the cursor so far
     */
    List<Candidate> candidates(List<String> before, String typed) {
        return all(before, typed).stream()
                .filter(candidate -> candidate.value().startsWith(typed))
                .toList();
    }

    private List<Candidate> all(List<String> before, String typed) {
        if (before.isEmpty()) {
            return verbs();
        }
        var family = catalog.family(before.getFirst());
        var one = catalog.find(before.getFirst());
        if (before.size() == 1) {
            var members = family.stream().map(CommandCompletion::member).toList();
            return one.isEmpty() ? members : concat(members, arguments(one.get().shape(), List.of(), typed));
        }
        var two = catalog.find(before.get(0) + " " + before.get(1));
        if (two.isPresent()) {
            return arguments(two.get().shape(), before.subList(2, before.size()), typed);
        }
        return one.map(entry -> arguments(entry.shape(), before.subList(1, before.size()), typed))
                .orElse(List.of());
    }

    private List<Candidate> verbs() {
        var first = new LinkedHashMap<String, Candidate>();
        for (var entry : catalog.entries()) {
            int space = entry.name().indexOf(' ');
            var word = space < 0 ? entry.name() : entry.name().substring(0, space);
            first.putIfAbsent(
                    word, new Candidate(word, space < 0 ? entry.shape().summary() : "several commands"));
        }
        return List.copyOf(first.values());
    }

    private static Candidate member(Entry<?, ?> entry) {
        var shape = entry.shape();
        return new Candidate(shape.name().substring(shape.name().indexOf(' ') + 1), shape.summary());
    }

    private List<Candidate> arguments(VerbShape shape, List<String> before, String typed) {
        int equals = typed.indexOf('=');
        if (typed.startsWith("--") && equals > 0) {
            var name = typed.substring(0, equals);
            return shape.option(name)
                    .map(option -> values(option.type(), typed.substring(equals + 1)).stream()
                            .map(value -> new Candidate(name + "=" + value.value(), value.description()))
                            .toList())
                    .orElse(List.of());
        }
        int placed = 0;
        boolean optionsEnded = false;
        Optional<Parameter> awaiting = Optional.empty();
        for (var word : before) {
            if (awaiting.isPresent()) {
                awaiting = Optional.empty();
            } else if (optionsEnded || !word.startsWith("-") || word.equals("-")) {
                placed++;
                optionsEnded |= shape.parameters().stream().anyMatch(Parameter::verbatim);
            } else if (word.equals("--")) {
                optionsEnded = true;
            } else {
                awaiting = shape.option(word).filter(option -> option.arity() != Parameter.Arity.SWITCH);
            }
        }
        if (awaiting.isPresent()) {
            return values(awaiting.get().type(), typed);
        }
        return typed.startsWith("-") && !optionsEnded
                ? options(shape, before)
                : argument(shape, placed)
                        .filter(argument -> !argument.verbatim())
                        .map(argument -> values(argument.type(), typed))
                        .orElse(List.of());
    }

    private static Optional<Parameter> argument(VerbShape shape, int place) {
        var arguments = shape.arguments();
        var list = arguments.stream().filter(argument -> argument.arity() == Parameter.Arity.LIST).findFirst();
        int listed = list.map(arguments::indexOf).orElse(arguments.size());
        // Behind the first of a list, more of it may follow.
        return place <= listed ? arguments.stream().skip(place).findFirst() : list;
    }

    private static List<Candidate> options(VerbShape shape, List<String> before) {
        var candidates = new ArrayList<Candidate>();
        for (var option : shape.options()) {
            var name = "--" + option.longName();
            boolean given = before.stream().anyMatch(word -> word.equals(name) || word.startsWith(name + "="));
            if (!given || option.arity() == Parameter.Arity.LIST) {
                candidates.add(new Candidate(name, option.help()));
            }
        }
        candidates.add(new Candidate("--help", "explain this command"));
        candidates.add(new Candidate("--json", "one JSON object a line"));
        return candidates;
    }

    private List<Candidate> values(Class<?> type, String typed) {
        if (type == VerbName.class) {
            return verbs();
        }
        if (type == Path.class || type == Place.class) {
            return PathCompletion.candidates(typed);
        }
        var choices = ValueTypes.choices(type);
        return choices.isEmpty()
                ? completions.candidates(type, typed)
                : choices.stream().map(choice -> new Candidate(choice, "")).toList();
    }

    private static List<Candidate> concat(List<Candidate> some, List<Candidate> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
