package dev.cryo.shell;

import dev.cryo.catalog.Catalog;
import dev.cryo.verb.Parameter;
import dev.cryo.verb.VerbShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the parts of a line are, so that they can be told apart by colour as one types. Pure; it is asked at each key, and
 * so knows Groovy by its words only and never loads it.
 */
final class LineParts {

    /** What a part is; what is none of these is plain. */
    enum Kind {
        VERB,
        OPTION,
        /** An option that the verb does not have. */
        UNKNOWN,
        REFERENCE,
        TEXT,
        NUMBER,
        KEYWORD,
        COMMENT
    }

    /** From a character of the line up to another. */
    record Part(int from, int to, Kind kind) {}

    /** The repetitions take all they can and give nothing back, so that a long text costs no stack. */
    private static final Pattern GROOVY = Pattern.compile(
            """
            (?<comment>//[^\\n]*+|/\\*(?:[^*]++|\\*(?!/))*+(?:\\*/)?)\
            |(?<text>\"{3}(?:[^"\\\\]++|\\\\.|"(?!""))*+(?:\"{3})?\
            |'{3}(?:[^'\\\\]++|\\\\.|'(?!''))*+(?:'{3})?\
            |"(?:[^"\\\\\\n]++|\\\\.)*+"?\
            |'(?:[^'\\\\\\n]++|\\\\.)*+'?\
            |(?<=[=(,:~\\[]\\s{0,2})/(?:[^/\\\\\\n]++|\\\\.)++/?)\
            |(?<number>\\b\\d[\\w.]*+)\
            |(?<word>[A-Za-z_$][\\w$]*+)""",
            Pattern.DOTALL);

    private static final Pattern REFERENCE = Pattern.compile("[a-zA-Z0-9][\\w.-]*@\\S+|~\\d+|@\\S+");

    private final Catalog catalog;
    private final Function<String, LineKind> kinds;
    private final Predicate<String> isMethod;
    private final List<Part> parts = new ArrayList<>();

    private LineParts(Catalog catalog, Function<String, LineKind> kinds) {
        this.catalog = catalog;
        this.kinds = kinds;
        this.isMethod = word -> catalog.entries().stream()
                .anyMatch(entry -> VerbShape.methodName(entry.name()).equals(word));
    }

    /**
     * The parts of a line in their order.
     *
     * @param kinds whether a line is a command
     */
    static List<Part> of(String line, Catalog catalog, Function<String, LineKind> kinds) {
        var parts = new LineParts(catalog, kinds);
        parts.read(line, 0);
        return List.copyOf(parts.parts);
    }

    /** Several commands may stand on lines of their own, as a pasted block has them; Groovy goes on to the end. */
    private void read(String text, int from) {
        switch (kinds.apply(text)) {
            case LineKind.Groovy ignored -> groovy(text, from);
            case LineKind.Outside ignored -> {}
            case LineKind.Nothing ignored -> add(from, from + text.length(), Kind.COMMENT);
            case LineKind.Command ignored -> {
                int end = text.indexOf('\n');
                while (end >= 0 && Words.split(text.substring(0, end)).open()) {
                    end = text.indexOf('\n', end + 1);
                }
                command(end < 0 ? text : text.substring(0, end), from);
                if (end >= 0) {
                    read(text.substring(end + 1), from + end + 1);
                }
            }
        }
    }

    private void command(String text, int from) {
        int start = text.length() - text.stripLeading().length();
        start += text.startsWith(":", start) ? 1 : 0;
        int shift = from + start;
        var words = Words.split(text.substring(start)).words();
        int named = named(words);
        for (var word : words.subList(0, named)) {
            add(shift + word.from(), shift + word.to(), Kind.VERB);
        }
        var shape = catalog.find(String.join(" ", words.subList(0, named).stream().map(Words.Word::text).toList()))
                .map(entry -> entry.shape());
        boolean options = true;
        for (var word : words.subList(named, words.size())) {
            if (options && word.text().startsWith("-") && word.text().length() > 1) {
                options = !word.text().equals("--");
                option(shape, word, shift, start + word.to() == text.length());
            } else {
                options &= shape.stream().flatMap(s -> s.parameters().stream()).noneMatch(Parameter::verbatim);
                value(text.charAt(start + word.from()), word, shift);
            }
        }
        int last = words.isEmpty() ? start : start + words.getLast().to();
        if (text.substring(last).strip().startsWith("#")) {
            add(from + last, from + text.length(), Kind.COMMENT);
        }
    }

    /** How many words name the verb. */
    private int named(List<Words.Word> words) {
        boolean two = words.size() > 1
                && catalog.find(words.get(0).text() + " " + words.get(1).text()).isPresent();
        return two ? 2 : Math.min(1, words.size());
    }

    /** @param growing whether it may still become longer: then it is wrong only when no option begins so */
    private void option(Optional<VerbShape> shape, Words.Word word, int shift, boolean growing) {
        int equals = word.text().indexOf('=');
        var name = equals < 0 ? word.text() : word.text().substring(0, equals);
        boolean known = shape.isEmpty()
                || VerbLine.hasOption(shape.get(), name)
                || (growing && VerbLine.optionNames(shape.get()).anyMatch(option -> option.startsWith(name)));
        int end = equals < 0 || word.to() - word.from() != word.text().length() ? word.to() : word.from() + equals;
        add(shift + word.from(), shift + end, known ? Kind.OPTION : Kind.UNKNOWN);
    }

    private void value(char first, Words.Word word, int shift) {
        if (first == '\'' || first == '"') {
            add(shift + word.from(), shift + word.to(), Kind.TEXT);
        } else if (REFERENCE.matcher(word.text()).matches()) {
            add(shift + word.from(), shift + word.to(), Kind.REFERENCE);
        }
    }

    private void groovy(String text, int from) {
        var found = GROOVY.matcher(text);
        while (found.find()) {
            if (found.group("comment") != null) {
                add(from + found.start(), from + found.end(), Kind.COMMENT);
            } else if (found.group("text") != null) {
                add(from + found.start(), from + found.end(), Kind.TEXT);
            } else if (found.group("number") != null) {
                add(from + found.start(), from + found.end(), Kind.NUMBER);
            } else if (LineKind.KEYWORDS.contains(found.group())) {
                add(from + found.start(), from + found.end(), Kind.KEYWORD);
            } else if (isCall(text, found.end()) && isMethod.test(found.group())) {
                add(from + found.start(), from + found.end(), Kind.VERB);
            }
        }
    }

    private static boolean isCall(String text, int end) {
        return end < text.length() && text.charAt(end) == '(';
    }

    private void add(int from, int to, Kind kind) {
        if (from < to) {
            parts.add(new Part(from, to, kind));
        }
    }
}
