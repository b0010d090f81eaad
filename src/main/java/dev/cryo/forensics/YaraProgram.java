package dev.cryo.forensics;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The program {@code yara}: rules run over one file. */
final class YaraProgram {

    private static final Pattern RULE = Pattern.compile("(\\w+) /dev/stdin");
    private static final Pattern STRING = Pattern.compile("0x([0-9a-f]{1,15}):(\\d{1,15}):(\\$\\w*): (.*)");
    private static final int MOST_COMPLAINTS = 20;

    private final Path rules;

    YaraProgram(Path rules) {
        this.rules = rules;
    }

    /** A string of a rule, where it was found in the file. */
    record Found(long offset, long length, String identifier, String text) {}

    /**
     * Something that holds, as the program said it.
     *
     * @param found nothing for the rule itself, which comes before its strings
     */
    record Line(String rule, Optional<Found> found) {}

    /**
     * Runs the rules over a file, which is removed as soon as the program has it open.
     *
     * @param taker gets each line; called by another thread, until this returns
     * @return what the program warned of
     * @throws Problem when the program is missing, or fails
     * @throws IOException when the file cannot be removed
     */
    List<String> scan(Path file, Watch watch, Consumer<Line> taker) throws IOException {
        var process = start(file);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                Files.delete(file);
                Callable<List<String>> complaining = () -> complaints(process.errorReader(StandardCharsets.ISO_8859_1));
                var complaints = readers.submit(complaining);
                var lines = readers.submit(() -> read(process.inputReader(StandardCharsets.ISO_8859_1), taker));
                while (!process.waitFor(Duration.ofMillis(20))) {
                    watch.stopIfCancelled();
                }
                lines.get();
                if (process.exitValue() != 0) {
                    throw Problem.failed("yara could not run the rules").evidence(complaints.get());
                }
                return complaints.get();
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted().cause(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Process start(Path file) {
        try {
            return new ProcessBuilder("yara", "-s", "-L", rules.toAbsolutePath().toString(), "/dev/stdin")
                    .redirectInput(file.toFile())
                    .start();
        } catch (IOException e) {
            throw Problem.failed("the program 'yara' cannot be started here")
                    .evidence(String.valueOf(e.getMessage()))
                    .remedy("install it (Debian: apt-get install yara), or use 'search'")
                    .cause(e);
        }
    }

    private static void read(BufferedReader out, Consumer<Line> taker) {
        var rule = "";
        try (out) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                var name = RULE.matcher(line);
                var string = STRING.matcher(line);
                if (name.matches()) {
                    rule = name.group(1);
                    taker.accept(new Line(rule, Optional.empty()));
                } else if (string.matches()) {
                    taker.accept(new Line(rule, Optional.of(new Found(
                            Long.parseLong(string.group(1), 16),
                            Long.parseLong(string.group(2)),
                            string.group(3),
                            string.group(4)))));
                }
            }
        } catch (IOException e) {
            // The program was ended: there is no more to come.
        }
    }

    private static List<String> complaints(BufferedReader err) {
        var lines = new ArrayList<String>();
        try (err) {
            for (var line = err.readLine(); line != null; line = err.readLine()) {
                if (lines.size() < MOST_COMPLAINTS) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // As above.
        }
        return lines;
    }
}
