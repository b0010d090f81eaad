package dev.cryo.shell;

import dev.cryo.catalog.GlobalOption;
import dev.cryo.catalog.Setting;
import dev.cryo.catalog.Settings;
import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * A command line of the program, up to where a verb's own words begin.
 *
 * @param settings those that were said
 */
record Invocation(Settings settings, boolean json, FaceWatch.Voice voice, Task task) {

    /** What the program was started for. */
    sealed interface Task {
        /** One command. */
        record Command(List<String> words) implements Task {}

        /** A Groovy file. */
        record Script(Path file, List<String> args) implements Task {}

        /** A file of the prompt's lines. */
        record Lines(Path file) implements Task {}

        /** Groovy given on the command line. */
        record Expression(String source, List<String> args) implements Task {}

        /** A prompt, or commands from standard input. */
        record Input() implements Task {}

        record Version() implements Task {}

        record Help() implements Task {}
    }

    /** This, with what the user has said for all command lines. */
    Invocation over(Settings user) {
        return new Invocation(settings.over(user), json, voice, task);
    }

    /** Whether a terminal is shown colours. */
    boolean color() {
        return settings.color();
    }

    /**
     * Reads the global options, which stand before the verb only.
     *
     * @throws Problem of kind USAGE for an option that is unknown or lacks its value
     */
    static Invocation of(List<String> args) {
        var reading = new Reading();
        var rest = new ArrayDeque<>(args);
        while (!rest.isEmpty() && rest.peek().startsWith("-") && rest.peek().length() > 1) {
            if (rest.peek().equals("--")) {
                rest.pop();
                break;
            }
            if (rest.peek().equals("-e")) {
                rest.pop();
                return reading.end(new Task.Expression(value("-e", rest), List.copyOf(rest)));
            }
            var end = reading.option(rest);
            if (end.isPresent()) {
                return reading.end(end.get());
            }
        }
        var words = List.copyOf(rest);
        if (words.isEmpty()) {
            return reading.end(new Task.Input());
        }
        var first = words.getFirst();
        if (first.endsWith(".cryo")) {
            if (words.size() > 1) {
                throw Problem.usage("a file of the prompt's lines takes no arguments: '" + words.get(1) + "'")
                        .remedy("a script of Groovy (.groovy) does");
            }
            return reading.end(new Task.Lines(Path.of(first)));
        }
        return reading.end(
                first.endsWith(".groovy") || first.contains("/")
                        ? new Task.Script(Path.of(first), words.subList(1, words.size()))
                        : new Task.Command(words));
    }

    private static String value(String option, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw Problem.usage(option + " needs a value").remedy("'cryo help' shows the options");
        }
        return rest.pop();
    }

    /** What the options said so far. */
    private static final class Reading {
        private Settings settings = Settings.NONE;
        private boolean json;
        private FaceWatch.Voice voice = FaceWatch.Voice.NORMAL;

        private Optional<Task> option(ArrayDeque<String> rest) {
            var word = rest.pop();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            if (equals > 0) {
                rest.push(word.substring(equals + 1));
            } else if (word.startsWith("-H") && word.length() > 2) {
                rest.push(word.substring(2).replaceFirst("^=", ""));
                word = "-H";
            }
            var name = equals > 0 ? word.substring(0, equals) : word;
            switch (name) {
                case "--engine" -> set(Setting.ENGINE, name, rest);
                case "-H", "--host" -> set(Setting.HOST, name, rest);
                case "--context" -> set(Setting.CONTEXT, name, rest);
                case "--store" -> set(Setting.STORE, name, rest);
                default -> {
                    if (equals > 0) {
                        throw names().contains(name)
                                ? Problem.usage(name + " takes no value")
                                : unknown(name);
                    }
                    return flag(name);
                }
            }
            return Optional.empty();
        }

        private void set(Setting setting, String name, ArrayDeque<String> rest) {
            settings = settings.with(setting, value(name, rest), name);
        }

        private static List<String> names() {
            return GlobalOption.ALL.stream().map(GlobalOption::name).toList();
        }

        private Optional<Task> flag(String name) {
            switch (name) {
                case "--json" -> json = true;
                case "-q", "--quiet" -> voice = FaceWatch.Voice.QUIET;
                case "-v", "--verbose" -> voice = FaceWatch.Voice.VERBOSE;
                case "--color" -> settings = settings.with(Setting.COLOR, "true", name);
                case "--no-color" -> settings = settings.with(Setting.COLOR, "false", name);
                case "--version" -> {
                    return Optional.of(new Task.Version());
                }
                case "-h", "--help" -> {
                    return Optional.of(new Task.Help());
                }
                default -> throw unknown(name);
            }
            return Optional.empty();
        }

        private static Problem unknown(String name) {
            return Problem.usage("there is no option '" + name + "' before the command")
                    .remedy(NearestName.to(name, names())
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("a command's own options stand behind it; 'cryo help' shows the global ones"));
        }

        private Invocation end(Task task) {
            return new Invocation(settings, json, voice, task);
        }
    }
}
