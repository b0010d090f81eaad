package dev.cryo.script;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A command that a script runs where Cryo runs, such as the tests of what is in a container. */
final class LocalCommand {

    private LocalCommand() {}

    /**
     * Runs it to its end; when the script is interrupted, it is ended with all that it started.
     *
     * @throws Problem when there is no such program
     */
    static Outcome run(List<String> command) throws InterruptedException {
        long began = System.nanoTime();
        var process = start(command);
        try {
            // Each by a thread of its own: a full pipe that nobody reads would hold it up.
            var out = reading(process.getInputStream());
            var err = reading(process.getErrorStream());
            int status = process.waitFor();
            return new Outcome(
                    String.join(" ", command), status, out.join(), err.join(),
                    Duration.ofNanos(System.nanoTime() - began));
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static Process start(List<String> command) {
        try {
            var process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw Problem.failed("'" + command.getFirst() + "' cannot be run here")
                    .evidence(String.valueOf(e.getMessage()))
                    .cause(e);
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> all(stream), reader -> Thread.ofVirtual().start(reader));
    }

    private static String all(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // It was ended.
        }
    }
}
