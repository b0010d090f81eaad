package dev.cryo.script;

import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.ValueTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
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

    private static final Pattern USAGE = Pattern.compile("(?m)^Usage: *(\\S+) *(.*)$");
    private static final Pattern WORD = Pattern.compile("\\[?([A-Z][A-Z-]*)(\\.\\.\\.)?]?");
    private static final Pattern OPTION =
            Pattern.compile("\\s+(?:-(\\w), )?--([a-z][a-z-]*)(?: ([A-Z][A-Z-]*))?(?:\\s{2,}(.*))?");
    private static final Pattern FALLBACK = Pattern.compile("\\(default: (\\S+)\\)");
    private static final String HELP = "--help";

    private final String script;
    private final List<Word> words = new ArrayList<>();
    private final Map<String, Option> options = new HashMap<>();
    private final Map<String, Object> values = new HashMap<>();

    /** An argument by its place. */
    private record Word(String label, boolean required, boolean several) {
        boolean verbatim() {
            return several && label.equals("COMMAND");
        }
    }

    /** @param label what stands for its value; empty for a switch */
    private record Option(String name, String letter, Optional<String> label, String help) {

        Option with(String more) {
            return new Option(name, letter, label, help + " " + more.strip());
        }

        Optional<String> fallback() {
            var found = FALLBACK.matcher(help);
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        }
    }

    private ScriptOptions(String script) {
        this.script = script;
    }

    /**
     * Reads the words that a script was called with.
     *
     * @return empty when its help was asked for
     * @throws Problem of kind USAGE when the words are wrong
     */
    static Optional<ScriptOptions> read(String help, List<String> args) {
        var usage = USAGE.matcher(help);
        if (!usage.find()) {
            throw Problem.failed("the help of the script has no line 'Usage: NAME [OPTIONS] ...'");
        }
        var options = new ScriptOptions(usage.group(1));
        options.declareWords(usage.group(2));
        options.declareOptions(help.substring(usage.end()).lines().toList());
        return options.take(new ArrayDeque<>(args)) ? Optional.of(options) : Optional.empty();
    }

    private void declareWords(String usage) {
        var word = WORD.matcher(usage.replace("[OPTIONS]", ""));
        while (word.find()) {
            words.add(new Word(word.group(1), !word.group().startsWith("["), word.group(2) != null));
        }
    }

    /** What follows an option, up to an empty line, is more of its help. */
    private void declareOptions(List<String> lines) {
        var last = Optional.<Option>empty();
        for (var line : lines) {
            var option = OPTION.matcher(line);
            if (option.matches()) {
                last = Optional.of(new Option(
                        option.group(2),
                        Optional.ofNullable(option.group(1)).orElse(""),
                        Optional.ofNullable(option.group(3)),
                        Optional.ofNullable(option.group(4)).orElse("")));
            } else {
                last = line.isBlank() ? Optional.empty() : last.map(before -> before.with(line));
            }
            last.ifPresent(known -> options.put(known.name(), known));
        }
        for (var option : options.values()) {
            option.fallback().ifPresent(text -> put(option, text));
            if (option.label().isEmpty()) {
                values.put(property(option.name()), false);
            }
        }
    }

    private boolean take(Deque<String> args) {
        var placed = new ArrayList<String>();
        while (!args.isEmpty()) {
            var arg = args.pop();
            if (arg.equals("--")) {
                placed.addAll(args);
                break;
            }
            if (arg.equals(HELP) || (arg.equals("-h") && letter("h").isEmpty())) {
                return false;
            }
            if (arg.startsWith("-") && arg.length() > 1) {
                named(arg, args);
                continue;
            }
            placed.add(arg);
            if (placed.size() == words.size() && words.getLast().verbatim()) {
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
        var option = (name.startsWith("--") ? Optional.ofNullable(options.get(name.substring(2))) : letter(name.substring(1)))
                .orElseThrow(() -> unknown(name));
        if (option.label().isEmpty()) {
            if (equals >= 0) {
                throw wrong(name + " takes no value");
            }
            values.put(property(option.name()), true);
        } else if (equals < 0 && args.isEmpty()) {
            throw wrong(name + " needs a value");
        } else {
            put(option, equals < 0 ? args.pop() : arg.substring(equals + 1));
        }
    }

    private Optional<Option> letter(String letter) {
        return options.values().stream().filter(option -> option.letter().equals(letter)).findFirst();
    }

    private void place(List<String> placed) {
        var left = new ArrayDeque<>(placed);
        for (var word : words) {
            if (left.isEmpty() && word.required()) {
                throw wrong(script + " needs " + word.label());
            }
            if (word.several()) {
                values.put(property(word.label()), List.copyOf(left));
                left.clear();
            } else if (!left.isEmpty()) {
                values.put(property(word.label()), value(word.label(), word.label(), left.pop()));
            }
        }
        if (!left.isEmpty()) {
            throw wrong(script + " takes no more arguments: '" + left.peek() + "'");
        }
    }

    private void put(Option option, String text) {
        values.put(property(option.name()), value("--" + option.name(), option.label().orElseThrow(), text));
    }

    private static Object value(String name, String label, String text) {
        var type =
                switch (label) {
                    case "N" -> int.class;
                    case "TIME" -> Duration.class;
                    case "SIZE" -> Size.class;
                    case "DIR", "FILE" -> Path.class;
                    default -> String.class;
                };
        try {
            return ValueTypes.STANDARD.read(type, text);
        } catch (Problem problem) {
            throw Problem.usage(name + ": " + problem.what()).cause(problem);
        }
    }

    private Problem unknown(String name) {
        var known = Stream.concat(Stream.of(HELP), options.keySet().stream().map(each -> "--" + each)).toList();
        var problem = wrong(script + " has no option '" + name + "'");
        return NearestName.to(name, known)
                .map(near -> problem.remedy("did you mean '" + near + "'?"))
                .orElse(problem);
    }

    private Problem wrong(String what) {
        return Problem.usage(what).remedy("'" + script + " --help' shows how it is called");
    }

    private static String property(String name) {
        var property = new StringBuilder();
        for (var part : name.toLowerCase(java.util.Locale.ROOT).split("-", -1)) {
            property.append(property.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return property.toString();
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
                        options.keySet().stream(), words.stream().map(Word::label))
                .map(ScriptOptions::property)
                .toList();
        if (!declared.contains(name)) {
            throw Problem.failed("the help of " + script + " declares no '" + name + "'").evidence("it declares " + declared);
        }
        return values.get(name);
    }
}
