package dev.cryo.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A child process as a {@link HostProcess}. */
final class LocalProcess extends SpokenProcess {

    private static final int KEPT_ERROR_LINES = 200;

    private final Process process;
    private final Thread errorReader;
    private final List<String> err = new ArrayList<>();

    LocalProcess(Process process) {
        super(process.getInputStream(), process.getOutputStream());
        this.process = process;
        this.errorReader = Thread.ofVirtual().start(this::drainErrors);
    }

    private void drainErrors() {
        try (var reader =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
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
    protected List<String> errors() {
        synchronized (err) {
            return List.copyOf(err);
        }
    }

    /**
     * Waits although the thread is interrupted: what runs on the engine host is short, ends by itself, and must not be
     * left half done. The interrupt is kept.
     */
    @Override
    protected int await() {
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
}
