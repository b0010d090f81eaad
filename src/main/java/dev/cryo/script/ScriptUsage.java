package dev.cryo.script;

import dev.cryo.verb.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A script's help, read as the declaration of its arguments: a line {@code Usage: NAME [OPTIONS] ...}, paragraphs, and lines
 * that begin with an option.
 */
final class ScriptUsage {

    private static final Pattern USAGE = Pattern.compile("(?m)^Usage: *(\\S+) *(.*)$");
    private static final Pattern WORD = Pattern.compile("\\[?([A-Z][A-Z-]*)(\\.\\.\\.)?]?");
    private static final Pattern OPTION =
            Pattern.compile("\\s+(?:-(\\w), )?--([a-z][a-z-]*)(?: ([A-Z][A-Z-]*))?(?:\\s{2,}(.*))?");
    private static final Pattern FALLBACK = Pattern.compile("\\s*\\(default: (\\S+)\\)");
    private static final Pattern IN_SCRIPT = Pattern.compile("\\boptions\\s*\\(?\\s*('''|\"\"\")(.*?)\\1", Pattern.DOTALL);

    private final String script;
    private final List<String> paragraphs;
    private final List<Word> words = new ArrayList<>();
    private final Map<String, Option> options = new LinkedHashMap<>();

    /** An argument by its place. */
    record Word(String label, boolean required, boolean several) {
        boolean verbatim() {
            return several && label.equals("COMMAND");
        }

        String property() {
            return ScriptUsage.property(label);
        }
    }

    /** @param label what stands for its value; empty for a switch */
    record Option(String name, String letter, Optional<String> label, String help) {

        private Option with(String more) {
            return new Option(name, letter, label, help + " " + more.strip());
        }

        /** The value when it is not given, if its help names one. */
        Optional<String> fallback() {
            var found = FALLBACK.matcher(help);
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        }

        /** What it means, without its default. */
        String meaning() {
            return fallback().isEmpty() ? help : FALLBACK.matcher(help).replaceFirst("");
        }

        String property() {
            return ScriptUsage.property(name);
        }
    }

    private ScriptUsage(String script, String usage, List<String> lines) {
        this.script = script;
        declareWords(usage);
        this.paragraphs = paragraphs(lines);
        declareOptions(lines);
    }

    /** The declaration that a help is; empty when it has no line {@code Usage:}. */
    static Optional<ScriptUsage> of(String help) {
        var usage = USAGE.matcher(help);
        return usage.find()
                ? Optional.of(new ScriptUsage(
                        usage.group(1), usage.group(2), help.substring(usage.end()).lines().toList()))
                : Optional.empty();
    }

    /** The declaration in a script's text, which is not run; empty when it calls no {@code options} with a plain text. */
    static Optional<ScriptUsage> in(String script) {
        var found = IN_SCRIPT.matcher(script);
        return found.find() ? of(found.group(2).stripIndent().strip()) : Optional.empty();
    }

    private void declareWords(String usage) {
        var word = WORD.matcher(usage.replace("[OPTIONS]", ""));
        while (word.find()) {
            words.add(new Word(word.group(1), !word.group().startsWith("["), word.group(2) != null));
        }
    }

    /** The texts between the usage and the first line that begins with an option, or with a heading. */
    private static List<String> paragraphs(List<String> lines) {
        var text = lines.stream()
                .takeWhile(line -> !OPTION.matcher(line).matches() && !line.equals("Options:"))
                .collect(Collectors.joining("\n"));
        return Pattern.compile("\\n\\s*\\n")
                .splitAsStream(text)
                .map(paragraph -> paragraph.strip().replaceAll("\\s+", " "))
                .filter(paragraph -> !paragraph.isEmpty())
                .toList();
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
    }

    /** What the script calls itself. */
    String script() {
        return script;
    }

    /** What it is for, by paragraphs. */
    List<String> paragraphs() {
        return paragraphs;
    }

    /** What is given by place, in its order. */
    List<Word> words() {
        return List.copyOf(words);
    }

    /** What is given by name, in the order of the help. */
    Collection<Option> options() {
        return List.copyOf(options.values());
    }

    Optional<Option> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    Optional<Option> letter(String letter) {
        return options.values().stream().filter(option -> option.letter().equals(letter)).findFirst();
    }

    /** The type of a value, which what stands for it tells. */
    static Class<?> type(String label) {
        return switch (label) {
            case "N" -> int.class;
            case "TIME" -> Duration.class;
            case "SIZE" -> Size.class;
            case "DIR", "FILE" -> Path.class;
            default -> String.class;
        };
    }

    private static String property(String name) {
        var property = new StringBuilder();
        for (var part : name.toLowerCase(Locale.ROOT).split("-", -1)) {
            property.append(property.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return property.toString();
    }
}
