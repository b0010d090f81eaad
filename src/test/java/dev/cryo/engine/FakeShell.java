package dev.cryo.engine;

import dev.cryo.verb.Watch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The handful of programs that containers of the {@link FakeEngine} know: echo, cat, env, pwd, sleep, true, false,
 * and sh for a line of these with "exit", "trap 'exit N' TERM", "wait" and ">&2".
 */
final class FakeShell {

    private static final int NO_SUCH_PROGRAM = 127;

    private final Map<String, String> environment;
    private final String directory;
    private final InputStream input;
    private final Output output;
    private Optional<Integer> onTerm = Optional.empty();

    FakeShell(Map<String, String> environment, String directory, Optional<InputStream> input, Output output) {
        this.environment = environment;
        this.directory = directory;
        this.input = input.orElseGet(() -> new ByteArrayInputStream(new byte[0]));
        this.output = output;
    }

    /** What SIGTERM makes it end with; empty when it does not mind. */
    synchronized Optional<Integer> onTerm() {
        return onTerm;
    }

    /** Runs a command to its end and answers its exit status. */
    int run(List<String> command) throws InterruptedException {
        return command.size() == 3 && command.subList(0, 2).equals(List.of("sh", "-c"))
                ? script(command.get(2))
                : program(command, Watch.Stream.OUT);
    }

    private int script(String text) throws InterruptedException {
        int status = 0;
        for (var line : text.split(";", -1)) {
            var words = line.strip();
            if (words.startsWith("exit ")) {
                return Integer.parseInt(words.substring(5));
            } else if (words.matches("trap 'exit \\d+' TERM")) {
                trap(Integer.parseInt(words.replaceAll("\\D", "")));
            } else if (!words.endsWith("&")) {
                var stream = words.endsWith(">&2") ? Watch.Stream.ERR : Watch.Stream.OUT;
                status = program(Arrays.asList(words.replace(">&2", "").strip().split(" +", -1)), stream);
            }
        }
        return status;
    }

    private synchronized void trap(int status) {
        onTerm = Optional.of(status);
    }

    private int program(List<String> command, Watch.Stream stream) throws InterruptedException {
        var arguments = command.subList(1, command.size());
        return switch (command.getFirst()) {
            case "true" -> 0;
            case "false" -> 1;
            case "echo" -> print(stream, String.join(" ", arguments) + "\n");
            case "pwd" -> print(stream, directory + "\n");
            case "cat" -> print(stream, text(input));
            case "env" -> print(stream, variables());
            case "sleep" -> sleep(Math.round(Double.parseDouble(arguments.getFirst()) * 1000));
            case "wait" -> sleep(Long.MAX_VALUE);
            default -> print(Watch.Stream.ERR, command.getFirst() + ": not found\n") + NO_SUCH_PROGRAM;
        };
    }

    private String variables() {
        return environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue() + "\n").collect(Collectors.joining());
    }

    private int print(Watch.Stream stream, String text) {
        output.write(stream, text.getBytes(StandardCharsets.UTF_8));
        return 0;
    }

    private static int sleep(long millis) throws InterruptedException {
        Thread.sleep(millis);
        return 0;
    }

    private static String text(InputStream input) {
        try {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
