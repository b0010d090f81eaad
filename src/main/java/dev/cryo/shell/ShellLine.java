package dev.cryo.shell;

import dev.cryo.catalog.Candidate;
import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Completions;
import dev.cryo.catalog.EngineKind;
import dev.cryo.catalog.GlobalOption;
import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Toolbox;
import dev.cryo.script.Plugins;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.ValueTypes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A line of the system's shell that calls Cryo, up to the cursor.
 *
 * @param before the words behind the program's name that are whole
 * @param typed the word at the cursor so far, without its quotes
 * @param quote the quote that is open in it, or a blank
 */
record ShellLine(List<String> before, String typed, char quote) {

    static ShellLine of(String line) {
        var words = Words.split(line);
        boolean fresh = words.lastStart() == line.length();
        var list = words.list();
        var before = fresh ? list : list.subList(0, list.size() - 1);
        return new ShellLine(
                before.subList(Math.min(1, before.size()), before.size()),
                fresh ? "" : list.getLast(),
                openQuote(line.substring(words.lastStart())));
    }

    private static char openQuote(String word) {
        char open = ' ';
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\' && open != '\'') {
                i++;
            } else if (c == open) {
                open = ' ';
            } else if (open == ' ' && (c == '\'' || c == '"')) {
                open = c;
            }
        }
        return open;
    }

    /** What may stand at the cursor. */
    List<Candidate> candidates(Catalog catalog, Toolbox toolbox) {
        var rest = new ArrayDeque<>(before);
        var globals = new ArrayList<String>();
        while (!rest.isEmpty() && rest.peek().startsWith("-") && rest.peek().length() > 1) {
            var word = rest.pop();
            if (word.equals("-e")) {
                return List.of();
            }
            globals.add(word);
            var option = GlobalOption.ALL.stream().filter(each -> each.isNamed(word)).findFirst();
            if (option.filter(GlobalOption::takesValue).isPresent()) {
                if (rest.isEmpty()) {
                    return values(option.get());
                }
                globals.add(rest.pop());
            }
        }
        if (rest.isEmpty()) {
            return typed.startsWith("-") ? globalOptions() : first(catalog);
        }
        var words = List.copyOf(rest);
        return isFile(words.getFirst()) ? ofScript(words, toolbox) : ofCommand(words, catalog, settings(globals), toolbox);
    }

    private static Settings settings(List<String> globals) {
        try {
            return Invocation.of(globals).settings();
        } catch (Problem e) {
            return Settings.NONE; // the command itself will say what is wrong
        }
    }

    private List<Candidate> ofCommand(List<String> words, Catalog catalog, Settings said, Toolbox toolbox) {
        if (said.equals(Settings.NONE)) {
            return new CommandCompletion(catalog, new RememberedCompletions(toolbox.completions())).candidates(words, typed);
        }
        try (var there = toolbox.under(said)) {
            return new CommandCompletion(catalog, new RememberedCompletions(there.completions())).candidates(words, typed);
        }
    }

    private static boolean isFile(String word) {
        return word.endsWith(".groovy") || word.endsWith(".cryo") || word.contains("/");
    }

    /** A script's help says what it takes, as a verb's declaration does. */
    private List<Candidate> ofScript(List<String> words, Toolbox toolbox) {
        var file = Path.of(words.getFirst());
        if (!Files.isRegularFile(file) || !words.getFirst().endsWith(".groovy")) {
            return PathCompletion.candidates(typed);
        }
        var script = Plugins.declaredBy(file);
        var asVerb = Stream.concat(Stream.of(script.name()), words.stream().skip(1)).toList();
        return new CommandCompletion(new Catalog(List.of(script)), new RememberedCompletions(toolbox.completions()))
                .candidates(asVerb, typed);
    }

    /** The verbs that mean something on a line of their own, and scripts. */
    private List<Candidate> first(Catalog catalog) {
        var prompt = catalog.entries().stream()
                .filter(entry -> entry.name().startsWith(typed) && entry.shape().group() == Usage.Group.PROMPT)
                .map(entry -> entry.name())
                .toList();
        var verbs = new CommandCompletion(catalog, Completions.NONE).candidates(List.of(), typed).stream()
                .filter(candidate -> !prompt.contains(candidate.value()));
        var files = typed.isEmpty()
                ? Stream.<Candidate>of()
                : PathCompletion.candidates(typed).stream().filter(file -> file.value().matches(".*(/|\\.groovy|\\.cryo)"));
        return Stream.concat(verbs, files).toList();
    }

    private List<Candidate> globalOptions() {
        return GlobalOption.ALL.stream()
                .map(option -> new Candidate(option.name(), option.help()))
                .filter(candidate -> candidate.value().startsWith(typed))
                .toList();
    }

    private List<Candidate> values(GlobalOption option) {
        return switch (option.name()) {
            case "--engine" ->
                ValueTypes.choices(EngineKind.class).stream()
                        .filter(choice -> choice.startsWith(typed))
                        .map(choice -> new Candidate(choice, ""))
                        .toList();
            case "--store" -> PathCompletion.candidates(typed);
            default -> List.of();
        };
    }

    /**
     * What is left to type of a word, for bash: quoted, so that whatever it holds is taken as it stands.
     *
     * @return empty when the quote that is open cannot hold it
     */
    Optional<String> rest(String word) {
        var rest = word.substring(typed.length());
        return switch (quote) {
            case '\'' -> Optional.of(rest.replace("'", "'\\''"));
            // Inside of double quotes '!' means earlier lines, and nothing there takes its meaning away.
            case '"' -> Optional.of(rest.replaceAll("[\\\\\"$`]", "\\\\$0")).filter(text -> text.indexOf('!') < 0);
            default -> Optional.of(rest.replaceAll("[^\\p{L}\\p{N}_@%+=:,./-]", "\\\\$0"));
        };
    }
}
