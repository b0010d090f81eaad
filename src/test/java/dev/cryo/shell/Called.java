package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What one call of the program, in this process and over the sample verbs, gave. */
record Called(int status, String out, String err) {

    static Called with(String... args) {
        return on("", "", args);
    }

    /** @param terminals which of the streams 0, 1 and 2 pass for terminals */
    static Called on(String input, String terminals, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var streams = new Streams(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Streams.data(out, false),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminals.contains("0"),
                terminals.contains("1"),
                terminals.contains("2"));
        int status = new Front(streams, Samples::new, () -> {}).run(List.of(args), new Interruption());
        return new Called(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** All of it, for a golden file. */
    @Override
    public String toString() {
        return out + (err.isEmpty() ? "" : "--- standard error\n" + err) + "--- status " + status + "\n";
    }
}
