package dev.cryo.script;

import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import dev.cryo.verb.ValueTypes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a script, read as its help says: the text that {@code --help} shows is the declaration, in the form in
 * which Cryo's own help is written. In Groovy {@code asked.keepLast} is the value of {@code --keep-last}, {@code
 * asked.container} that of {@code CONTAINER}.
 *
 * <p>What stands for a value says what it is: {@code N} a number, {@code TIME} a duration, {@code SIZE} a size, {@code DIR}
 * and {@code FILE} a path, everything else a text. A default of one word is the value; what stands for nothing is a switch.
 * {@code COMMAND...} takes all words from the first of them on as they stand.
 */
public final class ScriptOptions {

    private static final String HELP = "--help";

    private final String script;
    private final ScriptUsage usage;
    private final Map<String, Object> values = new HashMap<>();

    private ScriptOptions(ScriptUsage usage) {
        this.script = usage.script();
        this.usage = usage;
    }

    /**
     * Reads the words that a script was called with.
     *
     * @return empty when its help was asked for
     * @throws Problem of kind USAGE when the words are wrong
     */
    static Optional<ScriptOptions> read(String help, List<String> args) {
        var usage = ScriptUsage.of(help)
                .orElseThrow(() -> Problem.failed("the help of the script has no line 'Usage: NAME [OPTIONS] ...'"));
        var options = new ScriptOptions(usage);
        for (var option : usage.options()) {
            option.fallback().ifPresent(text -> options.put(option, text));
            if (option.label().isEmpty()) {
                options.values.put(option.property(), false);
            }
        }
        return options.take(new ArrayDeque<>(args)) ? Optional.of(options) : Optional.empty();
    }

    private boolean take(Deque<String> args) {
        var placed = new ArrayList<String>();
        while (!args.isEmpty()) {
            var arg = args.pop();
            if (arg.equals("--")) {
                placed.addAll(args);
                break;
            }
            if (arg.equals(HELP) || (arg.equals("-h") && usage.letter("h").isEmpty())) {
                return false;
            }
            if (arg.startsWith("-") && arg.length() > 1) {
                named(arg, args);
                continue;
            }
            placed.add(arg);
            if (placed.size() == usage.words().size() && usage.words().getLast().verbatim()) {
                placed.addAll(args);
                break;
            }
        }
        place(placed);
        return true;
    }

    private void named(String arg, Deque<String> args) {
        int equals = arg.indexOf('=');
        var name = equals < 0 ? arg : arg.substring(0, equals);
        var option = (name.startsWith("--") ? usage.option(name.substring(2)) : usage.letter(name.substring(1)))
                .orElseThrow(() -> unknown(name));
        if (option.label().isEmpty()) {
            if (equals >= 0) {
                throw wrong(name + " takes no value");
            }
            values.put(option.property(), true);
        } else if (equals < 0 && args.isEmpty()) {
            throw wrong(name + " needs a value");
        } else {
            put(option, equals < 0 ? args.pop() : arg.substring(equals + 1));
        }
    }

    private void place(List<String> placed) {
        var left = new ArrayDeque<>(placed);
        for (var word : usage.words()) {
            if (left.isEmpty() && word.required()) {
                throw wrong(script + " needs " + word.label());
            }
            if (word.several()) {
                values.put(word.property(), List.copyOf(left));
                left.clear();
            } else if (!left.isEmpty()) {
                values.put(word.property(), value(word.label(), word.label(), left.pop()));
            }
        }
        if (!left.isEmpty()) {
            throw wrong(script + " takes no more arguments: '" + left.peek() + "'");
        }
    }

    private void put(ScriptUsage.Option option, String text) {
        values.put(option.property(), value("--" + option.name(), option.label().orElseThrow(), text));
    }

    private static Object value(String name, String label, String text) {
        try {
            return ValueTypes.STANDARD.read(ScriptUsage.type(label), text);
        } catch (Problem problem) {
            throw Problem.usage(name + ": " + problem.what()).cause(problem);
        }
    }

    private Problem unknown(String name) {
        var known = Stream.concat(Stream.of(HELP), usage.options().stream().map(option -> "--" + option.name()))
                .toList();
        var problem = wrong(script + " has no option '" + name + "'");
        return NearestName.to(name, known)
                .map(near -> problem.remedy("did you mean '" + near + "'?"))
                .orElse(problem);
    }

    private Problem wrong(String what) {
        return Problem.usage(what).remedy("'" + script + " --help' shows how it is called");
    }

    /** All values that were given or are there by default, by name. */
    public SortedMap<String, Object> values() {
        return new TreeMap<>(values);
    }

    /**
     * A value by its name, as Groovy asks for a property: null when it was not given.
     *
     * @throws Problem when the script's help declares nothing of that name
     */
    public @Nullable Object get(String name) {
        var declared = Stream.concat(
                        usage.options().stream().map(ScriptUsage.Option::property),
                        usage.words().stream().map(ScriptUsage.Word::property))
                .toList();
        if (!declared.contains(name)) {
            throw Problem.failed("the help of " + script + " declares no '" + name + "'").evidence("it declares " + declared);
        }
        return values.get(name);
    }
}
