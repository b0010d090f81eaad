package dev.cryo.script;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.OwnFile;
import dev.cryo.verb.Problem;
import dev.cryo.verb.VerbShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The user's own verbs: each {@code NAME.groovy} in a folder.
 *
 * @param refused why a name is none, by the name
 */
public record Plugins(List<PluginVerb> verbs, Map<String, Problem> refused) {

    /** None. */
    public static final Plugins NONE = new Plugins(List.of(), Map.of());

    private static final String SUFFIX = ".groovy";

    /**
     * Looks into a folder; its scripts are not read.
     *
     * @param builtIn the verbs that there are, whose names no script can take
     */
    public static Plugins in(Path folder, Catalog builtIn, PluginVerb.Runner runner) {
        var verbs = new ArrayList<PluginVerb>();
        var refused = new LinkedHashMap<String, Problem>();
        for (var file : files(folder)) {
            var name = nameOf(file);
            refusal(folder, file, name, builtIn)
                    .ifPresentOrElse(
                            why -> refused.put(name, why),
                            () -> verbs.add(new PluginVerb(name, new PluginFile(file, true), runner)));
        }
        return new Plugins(List.copyOf(verbs), refused);
    }

    /** A script as the verb that it declares, to tell what may follow it; it cannot be run. */
    public static PluginVerb declaredBy(Path script) {
        return new PluginVerb(nameOf(script), new PluginFile(script, false), (source, words, out) -> {
            throw new IllegalStateException("only its declaration is meant");
        });
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !nameOf(file).isEmpty() && Files.isRegularFile(file)).sorted().toList();
        } catch (IOException e) {
            throw Problem.failed("your own verbs in '" + folder + "' cannot be read").evidence(e.toString()).cause(e);
        }
    }

    /** Empty for what is no script, and what is hidden. */
    private static String nameOf(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) && !name.startsWith(".") ? name.substring(0, name.length() - SUFFIX.length()) : "";
    }

    private static Optional<Problem> refusal(Path folder, Path file, String name, Catalog builtIn) {
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            return refused(file, "a verb is named with small letters, digits and '-'");
        }
        boolean taken = builtIn.begins(name)
                || builtIn.entries().stream()
                        .anyMatch(entry -> VerbShape.methodName(entry.name()).equals(VerbShape.methodName(name)));
        if (taken) {
            return refused(file, "Cryo has a verb of this name");
        }
        try {
            OwnFile.require(folder);
            OwnFile.require(file);
            return Optional.empty();
        } catch (Problem problem) {
            return Optional.of(problem);
        } catch (IOException e) {
            return refused(file, e.toString());
        }
    }

    private static Optional<Problem> refused(Path file, String why) {
        return Optional.of(Problem.failed("'" + file + "' is no verb: " + why).remedy("give the file another name"));
    }
}
