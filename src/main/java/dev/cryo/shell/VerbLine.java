package dev.cryo.shell;

import dev.cryo.verb.NearestName;
import dev.cryo.verb.Parameter;
import dev.cryo.verb.Problem;
import dev.cryo.verb.VerbShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The words of one command, read by picocli as its verb's declaration says.
 *
 * @param given what was given, for the binder
 * @param help whether the verb's help was asked for instead
 */
record VerbLine(Map<String, Object> given, boolean json, boolean help) {

    /**
     * Reads the words that follow a verb's name.
     *
     * @throws Problem of kind USAGE
     */
    static VerbLine read(VerbShape shape, List<String> words) {
        try {
            var parsed = new CommandLine(spec(shape))
                    .setExpandAtFiles(false)
                    .setStopAtPositional(shape.parameters().stream().anyMatch(Parameter::verbatim))
                    .parseArgs(words.toArray(String[]::new));
            var given = new LinkedHashMap<String, Object>();
            var placed = shape.place(parsed.<List<String>>matchedPositionalValue(0, List.of()));
            if (!placed.left().isEmpty()) {
                throw unmatched(shape, placed.left());
            }
            for (var parameter : shape.parameters()) {
                var value = parameter.positional()
                        ? placed.byName().get(parameter.name())
                        : parsed.matchedOptionValue("--" + parameter.longName(), (Object) null);
                if (value != null) {
                    given.put(parameter.name(), value instanceof Boolean bool ? bool.toString() : value);
                }
            }
            return new VerbLine(
                    given, parsed.hasMatchedOption("--json"), parsed.hasMatchedOption("--help"));
        } catch (CommandLine.UnmatchedArgumentException e) {
            throw unmatched(shape, e.getUnmatched());
        } catch (CommandLine.OverwrittenOptionException e) {
            throw Problem.usage(names(e.getOverwritten()) + " was given twice").cause(e);
        } catch (CommandLine.MissingParameterException e) {
            throw Problem.usage(names(e.getMissing().getFirst()) + " needs a value")
                    .remedy("'help " + shape.name() + "' shows the options")
                    .cause(e);
        } catch (CommandLine.ParameterException e) {
            throw Problem.usage(String.valueOf(e.getMessage())).cause(e);
        }
    }

    private static CommandSpec spec(VerbShape shape) {
        var spec = CommandSpec.create().name(shape.name());
        shape.options().forEach(option -> spec.addOption(option(option)));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
        spec.addOption(OptionSpec.builder("--json").type(boolean.class).build());
        boolean letterFree = shape.options().stream().noneMatch(option -> option.letter().equals("h"));
        spec.addOption(OptionSpec.builder("--help", letterFree ? new String[] {"-h"} : new String[0])
                .type(boolean.class)
                .usageHelp(true)
                .build());
        return spec;
    }

    private static OptionSpec option(Parameter option) {
        var names = new ArrayList<String>();
        names.add("--" + option.longName());
        if (!option.letter().isEmpty()) {
            names.add("-" + option.letter());
        }
        var spec = OptionSpec.builder(names.toArray(String[]::new));
        return switch (option.arity()) {
            case SWITCH ->
                spec.type(Boolean.class)
                        .arity("0..1")
                        .fallbackValue("true")
                        .preprocessor((args, command, arg, info) -> {
                            // A switch takes its value after '=' only: in 'checkpoint --leave-running true' the last
                            // word is a container.
                            if (!"=".equals(info.get("separator"))) {
                                args.push("true");
                            }
                            return false;
                        })
                        .build();
            case LIST -> spec.type(List.class).auxiliaryTypes(String.class).arity("1").build();
            case ONE, OPTIONAL -> spec.type(String.class).arity("1").build();
        };
    }

    private static String names(CommandLine.Model.ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() : spec.paramLabel();
    }

    private static Problem unmatched(VerbShape shape, List<String> words) {
        var first = words.getFirst();
        if (!first.startsWith("-") || first.equals("-")) {
            return Problem.usage(shape.name() + " takes no more arguments: '" + first + "'")
                    .remedy("'help " + shape.name() + "' shows how it is called");
        }
        var known = new ArrayList<String>(List.of("--help", "--json"));
        shape.options().forEach(option -> known.add("--" + option.longName()));
        var name = first.replaceFirst("=.*", "");
        return Problem.usage(shape.name() + " has no option '" + name + "'")
                .remedy(NearestName.to(name, known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("'help " + shape.name() + "' shows the options"));
    }
}
