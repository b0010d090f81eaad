package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Makes images in a lab, by its own docker client; what is imported is piped in, so it may lie anywhere. */
record LabImages(Lab lab, Watch watch) {

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
            words.addAll(client(image, command));
            return id(Command.of(words).runOrFail("'" + source + "' could not be imported", watch));
        }
        return importTar(source, image, command);
    }

    String importTar(Path tar, String image, List<String> command) {
        if (!Files.isReadable(tar)) {
            throw Problem.failed("'" + tar + "' cannot be read");
        }
        return id(Command.of(client(image, command))
                .reading(tar)
                .runOrFail("'" + tar + "' could not be imported", watch));
    }

    private List<String> client(String image, List<String> command) {
        Machine.requireRoot("entering a lab needs root");
        var words = new ArrayList<>(List.of("docker", "import"));
        if (!command.isEmpty()) {
            words.addAll(List.of("--change", "CMD " + json(command)));
        }
        words.addAll(List.of("--", "-", image));
        return lab.enter(words);
    }

    private static String id(String output) {
        return output.lines()
                .map(String::strip)
                .filter(line -> line.matches("sha256:[0-9a-f]{64}"))
                .findFirst()
                .orElseThrow(() -> Problem.failed("the import gave no image").evidence(output.lines().toList()));
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
