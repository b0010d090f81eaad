package dev.cryo.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A child process as a {@link HostProcess}. */
final class LocalProcess implements HostProcess {

    private static final int KEPT_ERROR_LINES = 200;

    private final Process process;
    private final BufferedReader out;
    private final Thread errorReader;
    private final List<String> err = new ArrayList<>();

    LocalProcess(Process process) {
        this.process = process;
        this.out = reader(process.getInputStream());
        this.errorReader = Thread.ofVirtual().start(this::drainErrors);
    }

    private static BufferedReader reader(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    private void drainErrors() {
        try (var reader = reader(process.getErrorStream())) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (err) {
                    if (err.size() < KEPT_ERROR_LINES) {
                        err.add(line);
                    }
                }
            }
        } catch (IOException e) {
            synchronized (err) {
                err.add("its error output broke off: " + e.getMessage());
            }
        }
    }

    @Override
    public Optional<String> line() {
        try {
            return Optional.ofNullable(out.readLine());
        } catch (IOException e) {
            return Optional.empty(); // the pipe broke: it has ended
        }
    }

    @Override
    public void say(String line) {
        try {
            var in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            // It has ended; finish() tells how.
        }
    }

    @Override
    public HostResult finish() {
        var lines = new ArrayList<String>();
        for (var line = line(); line.isPresent(); line = line()) {
            lines.add(line.get());
        }
        int status = await();
        synchronized (err) {
            return new HostResult(status, lines, List.copyOf(err));
        }
    }

    /**
     * Waits although the thread is interrupted: what runs on the engine host is short, ends by itself, and must not be
     * left half done. The interrupt is kept.
     */
    private int await() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    int status = process.waitFor();
                    errorReader.join();
                    return status;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended, and what was said last found nobody: the lifeline is cut all the same.
        }
        finish();
    }
}
