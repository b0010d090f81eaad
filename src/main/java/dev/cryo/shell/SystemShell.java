package dev.cryo.shell;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The system's own shell, on the terminal that Cryo stands on: {@code !CMD}, and the user's editor. */
final class SystemShell {

    private final boolean terminal;
    private final String editor;

    /**
     * @param terminal whether there is a keyboard that it may read from
     * @param editor the user's editor, words of a shell
     */
    SystemShell(boolean terminal, String editor) {
        this.terminal = terminal;
        this.editor = editor;
    }

    /** Runs a command, or a shell to type in when there is none, to its end. */
    int run(String command) {
        return await(command.isBlank() ? List.of("sh", "-c", "exec \"${SHELL:-sh}\"") : List.of("sh", "-c", command));
    }

    /**
     * Lets the user change a file.
     *
     * @throws Problem when the editor ends with a failure
     */
    void edit(Path file) {
        int status = await(List.of("sh", "-c", editor + " \"$1\"", "edit", file.toString()));
        if (status != 0) {
            throw Problem.failed("the editor ended with status " + status)
                    .remedy("VISUAL, EDITOR or 'editor' in the configuration file names another one");
        }
    }

    private int await(List<String> words) {
        var builder = new ProcessBuilder(words).inheritIO();
        if (!terminal) {
            // What follows on standard input is Cryo's.
            builder.redirectInput(Path.of("/dev/null").toFile());
        }
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw Problem.failed("the system's shell cannot be started: " + e.getMessage()).cause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted().cause(e);
        }
    }
}
