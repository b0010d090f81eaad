package dev.cryo.engine;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program of this machine that a user has installed, run to its end.
 *
 * @param install how one gets it
 */
public record LocalProgram(String name, String install) {

    /** How it ended, and what it wrote where that was watched. */
    public record Ran(int status, String out, String err) {}

    /**
     * Runs it to its end.
     *
     * @param watched what it writes goes to the watch, and Ctrl-C ends it; else it has the terminal, and Ctrl-C is its own
     */
    public Ran run(List<String> arguments, boolean watched, Watch watch) {
        var command = new ArrayList<>(List.of(name));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        try {
            if (!watched) {
                // Not to be interrupted: Ctrl-C goes to the program, too, which does with it what its user means.
                int status = builder.inheritIO().start().onExit().join().exitValue();
                return new Ran(status, "", "");
            }
            return watched(builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start(), watch);
        } catch (IOException e) {
            throw Problem.failed("'" + name + "' cannot be started")
                    .evidence(String.valueOf(e.getMessage()))
                    .remedy("install it: " + install)
                    .cause(e);
        }
    }

    private static Ran watched(Process process, Watch watch) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try {
            var pumps = List.of(
                    pump(process.getInputStream(), Watch.Stream.OUT, out, watch),
                    pump(process.getErrorStream(), Watch.Stream.ERR, err, watch));
            int status = process.waitFor();
            for (var pump : pumps) {
                pump.join();
            }
            return new Ran(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Thread pump(InputStream from, Watch.Stream stream, ByteArrayOutputStream kept, Watch watch) {
        return Thread.ofVirtual().start(() -> {
            try (from) {
                var buffer = new byte[1 << 13];
                for (int got = from.read(buffer); got >= 0; got = from.read(buffer)) {
                    var bytes = Arrays.copyOf(buffer, got);
                    watch.write(stream, bytes);
                    kept.writeBytes(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
