package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes images in a lab, by its own docker client; what is imported is piped in, so it may lie anywhere. */
record LabImages(Lab lab, Watch watch) {

    private static final Pattern ID = Pattern.compile("sha256:[0-9a-f]{64}");

    /** What an image made from a recipe carries, so that the same is not imported again. */
    private static final String LABEL = "dev.cryo.recipe";

    /**
     * Imports the tar that a recipe made, unless the lab has that very image already.
     *
     * @return the image's id
     */
    String importMade(Recipe recipe, Path tar, String image, List<String> command) {
        var words = new ArrayList<>(recipe.words());
        words.add("--");
        words.addAll(command);
        var key = new Recipe(recipe.kind(), words, recipe.scripts()).key();
        return lab.daemon()
                .image(image, Duration.ofSeconds(5))
                .filter(text -> text.contains(quoted(LABEL) + ":" + quoted(key)))
                .flatMap(LabImages::findId)
                .orElseGet(() -> importTar(tar, image, command, List.of("--change", "LABEL " + LABEL + "=" + key)));
    }

    /**
     * Imports a tar, or what a folder holds, as an image.
     *
     * @param command what its containers run when nothing is said; may be empty
     * @return the image's id
     */
    String importFrom(Path source, String image, List<String> command) {
        if (Files.isDirectory(source)) {
            var words = new ArrayList<>(List.of("bash", "-o", "pipefail", "-c"));
            words.add("tar -C \"$1\" --numeric-owner -c . | \"${@:2}\"");
            words.addAll(List.of("import", source.toAbsolutePath().toString()));
            words.addAll(client(image, command, List.of()));
            return id(Command.of(words).runOrFail("'" + source + "' could not be imported", watch));
        }
        return importTar(source, image, command);
    }

    String importTar(Path tar, String image, List<String> command) {
        return importTar(tar, image, command, List.of());
    }

    private String importTar(Path tar, String image, List<String> command, List<String> options) {
        if (!Files.isReadable(tar)) {
            throw Problem.failed("'" + tar + "' cannot be read");
        }
        return id(Command.of(client(image, command, options))
                .reading(tar)
                .runOrFail("'" + tar + "' could not be imported", watch));
    }

    private List<String> client(String image, List<String> command, List<String> options) {
        Machine.requireRoot("entering a lab needs root");
        var words = new ArrayList<>(List.of("docker", "import"));
        words.addAll(options);
        if (!command.isEmpty()) {
            words.addAll(List.of("--change", "CMD " + json(command)));
        }
        words.addAll(List.of("--", "-", image));
        return lab.enter(words);
    }

    private static String id(String output) {
        return findId(output)
                .orElseThrow(() -> Problem.failed("the import gave no image").evidence(output.lines().toList()));
    }

    private static Optional<String> findId(String text) {
        return ID.matcher(text).results().map(MatchResult::group).findFirst();
    }

    private static String json(List<String> words) {
        return words.stream().map(LabImages::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    private static String quoted(String word) {
        var text = new StringBuilder("\"");
        word.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", c));
            } else {
                text.append((char) c);
            }
        });
        return text.append('"').toString();
    }
}
