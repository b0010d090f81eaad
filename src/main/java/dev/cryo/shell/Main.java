package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Toolbox;
import dev.cryo.catalog.Workspace;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;

/** The process: its streams, its signals, its exit status. */
public final class Main {

    /** How long the work may take to come to a safe end after SIGTERM. */
    private static final long GRACE_SECONDS = 60;

    private Main() {}

    public static void main(String[] args) {
        var interruption = new Interruption();
        var ended = new CountDownLatch(1);
        onInterrupt(interruption);
        onTermination(interruption, ended);
        int status;
        try {
            var streams = streams();
            status = new Front(streams, settings -> toolbox(settings, streams)).run(List.of(args), interruption);
        } finally {
            ended.countDown();
        }
        System.exit(status);
    }

    /** Ctrl-C: the first asks the work to end where that is safe, the second ends the process. */
    private static void onInterrupt(Interruption interruption) {
        Signals.register("INT", () -> {
            if (interruption.requested()) {
                Runtime.getRuntime().halt(130);
            }
            interruption.request();
        });
    }

    /** SIGTERM: the work is asked to end, and the process waits for it, so that finally blocks run. */
    private static void onTermination(Interruption interruption, CountDownLatch ended) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            interruption.request();
            try {
                var _ = ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static Streams streams() {
        // The launcher tells which of the three are terminals: Java can only answer for all of them together.
        var terminals = System.getProperty("cryo.terminals", "");
        return new Streams(
                System.in,
                new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
                terminals.contains("0"),
                terminals.contains("1"),
                terminals.contains("2"));
    }

    private static Toolbox toolbox(Settings settings, Streams streams) {
        return new Workspace(settings, System.getenv(), line -> {
            if (streams.errIsTerminal()) {
                streams.err().println(Escaped.line(line));
            }
        });
    }
}
