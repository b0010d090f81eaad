package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A program of this machine, run to its end in a session of its own, so that Ctrl-C at the terminal does not reach it.
 *
 * @param words the program and its arguments
 * @param environment variables beside those that Cryo has
 * @param input the file that it reads; empty for nothing
 * @param onCancel what happens to it when the user cancels
 */
record Command(
        List<String> words, Map<String, String> environment, Optional<Path> input, Command.OnCancel onCancel) {

    /** What happens to a running command when the user cancels. */
    enum OnCancel {
        /** It is asked to end, and has two seconds for it. */
        STOP,
        /** It is killed, for it leaves nothing behind that is not thrown away. */
        KILL,
        /** It goes on to its end, for half of it would be worse than all of it. */
        FINISH
    }

    private static final Duration GRACE = Duration.ofSeconds(2);

    Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    static Command of(String... words) {
        return of(List.of(words));
    }

    static Command of(List<String> words) {
        return new Command(words, Map.of(), Optional.empty(), OnCancel.STOP);
    }

    Command with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(words, more, input, onCancel);
    }

    Command reading(Path file) {
        return new Command(words, environment, Optional.of(file), onCancel);
    }

    Command onCancel(OnCancel what) {
        return new Command(words, environment, input, what);
    }

    /** What takes the output as it comes; never called by two threads at once. */
    @FunctionalInterface
    interface Sink {
        void write(Watch.Stream stream, byte[] bytes);
    }

    /** How it ended, and what it wrote to its two streams, in the order in which it came. */
    record Result(int status, String output) {
        List<String> lastLines(int count) {
            var lines = output.lines().filter(line -> !line.isBlank()).toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        }
    }

    /**
     * Runs it and keeps its output.
     *
     * @throws Problem of kind INTERRUPTED when cancelled; it and its children are ended then
     */
    Result run(Watch watch) {
        var output = new ByteArrayOutputStream();
        int status = run(watch, (stream, bytes) -> output.writeBytes(bytes), process -> {});
        return new Result(status, output.toString(StandardCharsets.UTF_8));
    }

    /**
     * Runs it and keeps its output.
     *
     * @param what says what failed if it fails, one line without a full stop
     * @return the output
     */
    String runOrFail(String what, Watch watch) {
        var result = run(watch);
        if (result.status() != 0) {
            throw Problem.failed(what).evidence(result.lastLines(10));
        }
        return result.output();
    }

    /**
     * Runs it.
     *
     * @param started is told the process once it runs
     * @return the exit status
     * @throws Problem of kind INTERRUPTED when cancelled; it and its children are ended then
     */
    int run(Watch watch, Sink sink, Consumer<ProcessRef> started) {
        if (onCancel == OnCancel.FINISH) {
            return Uninterrupted.get(() -> runToEnd(watch, sink, started));
        }
        return runToEnd(watch, sink, started);
    }

    private int runToEnd(Watch watch, Sink sink, Consumer<ProcessRef> started) {
        var process = start();
        try {
            ProcessRef.of(process.pid()).ifPresent(started);
            var guard = new Object();
            var drains = Stream.of(
                            drain(process.getInputStream(), Watch.Stream.OUT, sink, guard),
                            drain(process.getErrorStream(), Watch.Stream.ERR, sink, guard))
                    .toList();
            while (!process.waitFor(Duration.ofMillis(50))) {
                if (onCancel != OnCancel.FINISH) {
                    watch.stopIfCancelled();
                }
            }
            for (var drain : drains) {
                // What it left behind in the background may keep the stream open; that is not waited for.
                drain.join(Duration.ofSeconds(1));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.interrupted().cause(e);
        } finally {
            if (process.isAlive()) {
                Uninterrupted.run(() -> end(process));
            }
        }
    }

    private Process start() {
        var all = new ArrayList<String>();
        all.add("setsid");
        all.addAll(words);
        var builder = new ProcessBuilder(all)
                .redirectInput(input.map(Path::toFile).orElse(new File("/dev/null")));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw Problem.failed("'" + words.getFirst() + "' could not be started")
                    .evidence(String.valueOf(e.getMessage()))
                    .cause(e);
        }
    }

    private static Thread drain(InputStream in, Watch.Stream stream, Sink sink, Object guard) {
        return Thread.ofVirtual().start(() -> {
            var buffer = new byte[1 << 16];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    synchronized (guard) {
                        sink.write(stream, java.util.Arrays.copyOf(buffer, n));
                    }
                }
            } catch (IOException e) {
                // The stream was closed under the reader: there is no more to come.
            }
        });
    }

    /** Ends a process and everything below it. */
    private void end(Process process) {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        if (onCancel == OnCancel.STOP) {
            all.forEach(ProcessHandle::destroy);
            long deadline = System.nanoTime() + GRACE.toNanos();
            while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
                Pause.briefly();
            }
        }
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            // A second request to stop: it ends anyway.
            Thread.currentThread().interrupt();
        }
    }
}
