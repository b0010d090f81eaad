package dev.cryo.catalog;

import dev.cryo.verb.Parameter;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.VerbShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The texts of {@code help}, made from verbs' declarations. */
public final class HelpPage {

    /** What fits into the narrowest window that people work in. */
    private static final int WIDTH = 79;

    /** A name, and what it means. */
    record Line(String name, String help) {}

    private HelpPage() {}

    /** The page of one verb, which {@code VERB --help} shows too. */
    public static String of(VerbShape shape) {
        var page = new StringBuilder(shape.summary()).append("\n\nUsage: cryo ").append(usage(shape)).append('\n');
        for (var paragraph : shape.details()) {
            page.append('\n');
            wrap(paragraph, WIDTH).forEach(line -> page.append(line).append('\n'));
        }
        section(page, "Arguments", shape.arguments().stream()
                .filter(argument -> !argument.help().isEmpty())
                .map(argument -> new Line(argument.label(), argument.help()))
                .toList());
        section(page, "Options", shape.options().stream().map(HelpPage::option).toList());
        if (!shape.examples().isEmpty()) {
            page.append("\nExamples:\n");
        }
        shape.examples().forEach(example -> page.append("  cryo ").append(example).append('\n'));
        return page.toString();
    }

    /**
     * The list of all verbs by their groups, and the global options.
     *
     * @param refused why names that a user gave are no verbs
     */
    static String ofAll(List<VerbShape> shapes, Map<String, Problem> refused) {
        var page = new StringBuilder("""
                Cryo, a time machine for containers

                Usage: cryo [OPTIONS] COMMAND [ARGS]
                       cryo [OPTIONS] SCRIPT.groovy [ARGS]
                       cryo [OPTIONS] -e 'GROOVY' [ARGS]
                       cryo                             a prompt; commands or Groovy
                """);
        for (var group : Usage.Group.values()) {
            var lines = shapes.stream()
                    .filter(shape -> shape.group() == group)
                    .map(shape -> new Line(shape.name(), shape.summary()));
            var none = refused.entrySet().stream().map(each -> new Line(each.getKey(), "refused: " + each.getValue().what()));
            section(page, group.title(), group == Usage.Group.OWN ? Stream.concat(lines, none).toList() : lines.toList());
        }
        section(page, "Options", GlobalOption.ALL.stream().map(HelpPage::option).toList());
        return page.append("\n'cryo help COMMAND' explains a command.\n").toString();
    }

    /** The list of a family's verbs. */
    static String ofFamily(List<VerbShape> family) {
        var page = new StringBuilder();
        section(page, "Commands", family.stream()
                .map(shape -> new Line(shape.name(), shape.summary()))
                .toList());
        return page.substring(1);
    }

    /** The usage line, without the program's name. */
    public static String usage(VerbShape shape) {
        var options = shape.options().isEmpty() ? "" : " [OPTIONS]";
        return shape.name()
                + options
                + shape.arguments().stream().map(HelpPage::inUsage).collect(Collectors.joining());
    }

    private static String inUsage(Parameter argument) {
        var label = argument.label();
        if (argument.arity() == Parameter.Arity.LIST) {
            return argument.required() ? " " + label + " [" + label + "...]" : " [" + label + "...]";
        }
        return argument.required() ? " " + label : " [" + label + "]";
    }

    private static Line option(GlobalOption option) {
        var letter = option.letter().isEmpty() ? "    " : "-" + option.letter() + ", ";
        return new Line(letter + option.name() + (option.takesValue() ? " " + option.label() : ""), option.help());
    }

    /** An option as the pages show it. */
    static Line option(Parameter option) {
        var letter = option.letter().isEmpty() ? "    " : "-" + option.letter() + ", ";
        var value = option.arity() == Parameter.Arity.SWITCH
                ? ""
                : " " + (option.label().isEmpty() ? ValueTypes.STANDARD.label(option.type()) : option.label());
        var fallback = option.arity() == Parameter.Arity.SWITCH && option.fallback().equals("false")
                ? ""
                : option.fallback().isEmpty() ? "" : " (default: " + option.fallback() + ")";
        var repeated = option.arity() == Parameter.Arity.LIST ? " (may be repeated)" : "";
        return new Line(letter + "--" + option.longName() + value, option.help() + fallback + repeated);
    }

    private static void section(StringBuilder page, String title, List<Line> lines) {
        if (lines.isEmpty()) {
            return;
        }
        int column = Math.min(34, lines.stream().mapToInt(line -> line.name().length()).max().orElse(0));
        page.append('\n').append(title).append(":\n");
        for (var line : lines) {
            var help = wrap(line.help(), WIDTH - column - 4);
            boolean fits = line.name().length() <= column;
            page.append("  ").append(line.name());
            if (!fits) {
                page.append('\n');
            }
            for (int i = 0; i < help.size(); i++) {
                boolean beside = fits && i == 0;
                page.append(" ".repeat(beside ? column - line.name().length() + 2 : column + 4))
                        .append(help.get(i))
                        .append('\n');
            }
        }
    }

    private static List<String> wrap(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.strip().split("\\s+", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
