package dev.cryo.shell;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Toolbox;
import dev.cryo.verb.Argument;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets the system's shell complete Cryo's commands: it asks Cryo, and offers what the prompt would. */
final class CompletionVerb implements Verb<CompletionVerb.Request, Verb.Text> {

    @Usage(
            name = "completion",
            summary = "Print a script that lets your shell complete Cryo's commands",
            details = {
                "bash, in ~/.bashrc: source <(cryo completion bash)",
                "zsh, in ~/.zshrc behind compinit: source <(cryo completion zsh)",
                "fish, once: cryo completion fish >~/.config/fish/completions/cryo.fish",
                "At each Tab the script asks this command with --line. It offers verbs, options and what they take: containers, "
                        + "checkpoints, images and files as they are at this moment."
            },
            examples = {"completion bash", "completion fish --line 'cryo rew'"},
            group = Usage.Group.CRYO)
    record Request(
            @Argument(label = "bash|zsh|fish", help = "your shell") Shell shell,
            @Option(help = "tell what may stand at the end of this line instead, in the form that the shell's script reads")
            Optional<String> line) {}

    /** The shells that can be helped. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    private final Toolbox toolbox;
    private final Supplier<Catalog> catalog;

    /** @param catalog all verbs, those of a session too */
    CompletionVerb(Toolbox toolbox, Supplier<Catalog> catalog) {
        this.toolbox = toolbox;
        this.catalog = catalog;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Text run(Request request, Watch watch) {
        return new Text(request.line().map(line -> offered(request.shell(), line)).orElseGet(() -> script(request.shell())));
    }

    private String offered(Shell shell, String line) {
        var end = ShellLine.of(line);
        var text = new StringBuilder();
        for (var candidate : end.candidates(catalog.get(), toolbox)) {
            // What a terminal would not show as it is cannot be told in a line, nor be seen for what it is.
            if (!candidate.value().codePoints().allMatch(Escaped::isHarmless)) {
                continue;
            }
            var told = switch (shell) {
                case BASH -> end.rest(candidate.value());
                case ZSH, FISH -> Optional.of(candidate.value() + "\t" + Escaped.line(candidate.description()));
            };
            told.ifPresent(each -> text.append(each).append('\n'));
        }
        return text.toString();
    }

    private static String script(Shell shell) {
        try (var in = CompletionVerb.class.getResourceAsStream("completion." + ValueTypes.word(shell))) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
