package dev.cryo.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link HostProcess} over the two streams of a process, wherever it runs. */
public abstract class SpokenProcess implements HostProcess {

    /** What is longer is cut: no script says as much at once (a piece of a file in base64), and none may fill our memory. */
    private static final int LONGEST_LINE = 8 << 20;

    private final InputStream out;
    private final OutputStream in;
    private @Nullable BufferedReader lines;

    protected SpokenProcess(InputStream out, OutputStream in) {
        this.out = out;
        this.in = in;
    }

    /** Waits until it has ended, although the thread is interrupted, and answers its exit status. */
    protected abstract int await();

    /** What it said on standard error. */
    protected abstract List<String> errors();

    /** Ends at a line feed only: scripts print names that containers chose, and those may hold a carriage return. */
    @Override
    public Optional<String> line() {
        try {
            var reader = lines();
            var line = new StringBuilder();
            int c = reader.read();
            if (c < 0) {
                return Optional.empty();
            }
            for (; c >= 0 && c != '\n'; c = reader.read()) {
                if (line.length() < LONGEST_LINE) {
                    line.append((char) c);
                }
            }
            return Optional.of(line.toString());
        } catch (IOException e) {
            return Optional.empty(); // the pipe broke: it has ended
        }
    }

    private synchronized BufferedReader lines() {
        if (lines == null) {
            lines = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8));
        }
        return lines;
    }

    @Override
    public void say(String line) {
        try {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            // It has ended; finish() tells how.
        }
    }

    @Override
    public InputStream output() {
        return out;
    }

    @Override
    public OutputStream input() {
        return in;
    }

    @Override
    public HostResult finish() {
        var rest = new ArrayList<String>();
        for (var line = line(); line.isPresent(); line = line()) {
            rest.add(line.get());
        }
        int status = await();
        return new HostResult(status, rest, errors());
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It has ended, and what was said last found nobody: the lifeline is cut all the same.
        }
        finish();
    }
}
