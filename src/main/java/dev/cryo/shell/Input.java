package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.script.ScriptSource;
import dev.cryo.verb.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Commands and Groovy from standard input or a file, where nobody types: the first failure ends them. */
final class Input {

    private Input() {}

    /**
     * Performs all of it.
     *
     * @param name what messages call it
     * @return 0, or the exit status of the first process that a command ran and that failed
     * @throws Problem of the first input that fails
     */
    static int perform(Session session, String name, InputStream in, Interruption interruption) {
        try {
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            var text = new StringBuilder();
            int number = 0;
            int first = 1;
            for (var line = read(lines, interruption); line != null; line = read(lines, interruption)) {
                number++;
                if (text.isEmpty()) {
                    first = number;
                } else {
                    text.append('\n');
                }
                text.append(line);
                if (text.isEmpty() || !session.language().isOpen(text.toString())) {
                    int status = perform(session, name, text.toString(), first);
                    if (status != 0) {
                        return status;
                    }
                    text.setLength(0);
                }
            }
            return text.isEmpty() ? 0 : perform(session, name, text.toString(), first);
        } catch (IOException e) {
            throw Problem.failed(name + " cannot be read: " + e.getMessage()).cause(e);
        }
    }

    private static @Nullable String read(BufferedReader lines, Interruption interruption) throws IOException {
        interruption.waiting(true);
        try {
            return lines.readLine();
        } finally {
            interruption.waiting(false);
        }
    }

    private static int perform(Session session, String name, String text, int firstLine) {
        // Blank lines in front let messages point at the line of the input.
        return session.perform(text, new ScriptSource(name, "\n".repeat(firstLine - 1) + text));
    }
}
