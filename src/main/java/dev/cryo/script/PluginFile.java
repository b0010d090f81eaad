package dev.cryo.script;

import dev.cryo.catalog.OwnFile;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Parameter;
import dev.cryo.verb.Parameter.Arity;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.VerbShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The file of a script that is a verb, and what its text declares. */
final class PluginFile {

    private static final Pattern COMMENT = Pattern.compile(
            "\\A(?:#!.*\\R)?\\s*(?:// *(.*)|/\\*\\*?\\s*\\*?\\s*(.*?)\\s*(?:\\*/.*)?(?=\\R|$))");
    private static final String WORDLESS = "A script that says nothing about itself";

    private final Path path;
    private final boolean guarded;
    private @Nullable String text;

    /** @param guarded whether it is refused when others may write it */
    PluginFile(Path path, boolean guarded) {
        this.path = path;
        this.guarded = guarded;
    }

    /** The script; the text that was declared is the text that runs. */
    ScriptSource source() {
        return new ScriptSource(String.valueOf(path.getFileName()), text());
    }

    private synchronized String text() {
        var known = text;
        if (known == null) {
            known = read();
            text = known;
        }
        return known;
    }

    private String read() {
        try {
            if (guarded) {
                OwnFile.require(path);
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw Problem.failed("the script '" + path + "' cannot be read").evidence(e.toString()).cause(e);
        }
    }

    /** Whether its help declares its arguments. */
    boolean isDeclared() {
        return ScriptUsage.in(text()).isPresent();
    }

    /** The verb that it declares; one that takes any words when it declares nothing. */
    VerbShape shape(String name) {
        var usage = ScriptUsage.in(text());
        if (usage.isEmpty()) {
            return ofAnyWords(name, comment());
        }
        var paragraphs = usage.get().paragraphs();
        var summary = paragraphs.isEmpty() ? comment() : sentence(paragraphs.getFirst());
        return new VerbShape(name, summary, paragraphs, List.of(), Usage.Group.OWN, parameters(usage.get()));
    }

    /** A verb of which nothing is known but what it is for. */
    static VerbShape ofAnyWords(String name, String summary) {
        var words = new Parameter(
                "words", "words", "", String.class, Arity.LIST, true, false, true, "", "a word for the script", "ARGUMENT");
        return new VerbShape(name, summary, List.of(), List.of(), Usage.Group.OWN, List.of(words));
    }

    private static List<Parameter> parameters(ScriptUsage usage) {
        var parameters = new ArrayList<Parameter>();
        for (var word : usage.words()) {
            var arity = word.several() ? Arity.LIST : word.required() ? Arity.ONE : Arity.OPTIONAL;
            parameters.add(new Parameter(
                    word.property(), word.label(), "", type(word.label()), arity, true, word.required(), word.verbatim(),
                    "", "", word.label()));
        }
        for (var option : usage.options()) {
            var isSwitch = option.label().isEmpty();
            var fallback = isSwitch ? Optional.of("false") : option.fallback();
            var arity = isSwitch ? Arity.SWITCH : fallback.isPresent() ? Arity.ONE : Arity.OPTIONAL;
            parameters.add(new Parameter(
                    option.property(), option.name(), option.letter(),
                    isSwitch ? boolean.class : type(option.label().orElseThrow()), arity, false, false, false,
                    fallback.orElse(""), option.meaning(), option.label().orElse("")));
        }
        return parameters;
    }

    /** What a script reads as a text may be the name of something, which a face can complete. */
    private static Class<?> type(String label) {
        return switch (label) {
            case "CONTAINER" -> ContainerName.class;
            case "CHECKPOINT" -> CheckpointRef.class;
            case "IMAGE" -> ImageName.class;
            default -> ScriptUsage.type(label);
        };
    }

    private String comment() {
        var comment = COMMENT.matcher(text());
        if (!comment.find()) {
            return WORDLESS;
        }
        var words = Optional.ofNullable(comment.group(1)).or(() -> Optional.ofNullable(comment.group(2))).orElse("");
        return words.isBlank() ? WORDLESS : sentence(words);
    }

    private static String sentence(String text) {
        return text.strip().replaceFirst("\\.(\\s.*)?$", "");
    }
}
