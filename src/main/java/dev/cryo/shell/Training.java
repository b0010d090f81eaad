package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Toolbox;
import dev.cryo.timetravel.Rehearsal;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jline.terminal.TerminalBuilder;

/**
 * What a process does from which the JDK makes its ahead-of-time cache: the calls that people make most, with nobody
 * watching. Only calls that change nothing.
 */
enum Training {
    /** For short verbs. */
    SHORT,
    /** For scripts, expressions and the prompt. */
    FULL;

    private List<List<String>> calls() {
        return switch (this) {
            case SHORT ->
                List.of(
                        List.of("version"),
                        List.of("help"),
                        List.of("help", "checkpoint"),
                        List.of("ps"),
                        List.of("ps", "--json"),
                        List.of("config"),
                        List.of("completion", "bash", "--line", "cryo rewind "),
                        List.of("checkpoints"),
                        List.of("doctor"),
                        List.of("inspect", "cryo-training"),
                        // A container of this name is not there: they load what they need, and fail.
                        List.of("checkpoint", "--leave-running", "cryo-training"),
                        List.of("restore", "cryo-training"),
                        List.of("rewind", "cryo-training", "~1"));
            case FULL ->
                List.of(
                        List.of("ps"),
                        List.of("-e", "def seen = [1, 2].collect { \"$it\" }; println seen; containers.list().size()"),
                        List.of("-e", "2.seconds"));
        };
    }

    /** Makes the calls; that one fails, for want of an engine, does not matter. */
    void run(Function<Settings, Toolbox> toolboxes) {
        try (var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            var streams = new Streams(InputStream.nullInputStream(), nowhere, nowhere, false, false, false);
            for (var call : calls()) {
                new Front(streams, toolboxes, () -> {}).run(call, new Interruption());
            }
            if (this == FULL) {
                Rehearsal.ofALongList();
                prompt(nowhere, toolboxes);
            } else {
                Rehearsal.ofAChange();
            }
        }
    }

    /** At a prompt on a terminal of its own: a verb completed, a container, a checkpoint, a key, and Ctrl-D. No line is remembered. */
    private static void prompt(PrintStream nowhere, Function<Settings, Toolbox> toolboxes) {
        var keys = new ByteArrayInputStream("chec\t\025stop x\t\025processes x\t\025Z\177\004".getBytes(StandardCharsets.US_ASCII));
        var streams = new Streams(InputStream.nullInputStream(), nowhere, nowhere, true, true, true);
        new Front(streams, toolboxes, () -> {}, () -> TerminalBuilder.builder()
                        .system(false)
                        .streams(keys, OutputStream.nullOutputStream())
                        .type("xterm-256color")
                        .build())
                .run(List.of(), new Interruption());
    }
}
