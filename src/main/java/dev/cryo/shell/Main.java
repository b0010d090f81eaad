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
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jline.utils.Signals;

/** The process: its streams, its signals, its exit status. */
public final class Main {

    /** How long the work may take to come to a safe end after SIGTERM. */
    private static final long GRACE_SECONDS = 60;

    private Main() {}

    public static void main(String[] args) {
        var training = System.getProperty("cryo.training", "");
        if (!training.isEmpty()) {
            var listening = onInterrupt(new Interruption());
            Training.valueOf(training.toUpperCase(Locale.ROOT))
                    .run(settings -> after(listening, toolbox(settings, line -> {})));
            return;
        }
        boolean watched = System.getProperty("cryo.terminals", "").contains("2");
        var notices = new Notices(watched ? System.err::println : line -> {});
        System.exit(run(args, settings -> toolbox(settings, notices), notices));
    }

    /** Runs in this process, with nothing to say that was not asked for. */
    static int run(String[] args, Function<Settings, Toolbox> toolboxes) {
        return run(args, toolboxes, Prompt.Terminals.OWN);
    }

    /** Runs in this process, whose streams and signals it takes. */
    private static int run(String[] args, Function<Settings, Toolbox> toolboxes, Prompt.Terminals terminals) {
        var interruption = new Interruption();
        var ended = new CountDownLatch(1);
        var listening = onInterrupt(interruption);
        onTermination(interruption, ended);
        try {
            // Nothing is begun before Ctrl-C is listened for; until then what verbs need is made ready.
            return new Front(
                            streams(),
                            settings -> after(listening, toolboxes.apply(settings)),
                            Main::abandon,
                            terminals,
                            () -> Settings.ofUser(System.getenv()))
                    .run(List.of(args), interruption);
        } finally {
            ended.countDown();
        }
    }

    /**
     * Ctrl-C: the first asks the work to end where that is safe, the second ends the process. Listening for it costs more
     * than a short command, and goes on beside it.
     */
    private static Thread onInterrupt(Interruption interruption) {
        return Thread.ofPlatform().daemon().name("interrupts").start(() -> Signals.register("INT", () -> {
            if (interruption.requested()) {
                abandon();
            }
            interruption.request();
        }));
    }

    private static Toolbox after(Thread listening, Toolbox toolbox) {
        try {
            listening.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return toolbox;
    }

    private static void abandon() {
        Runtime.getRuntime().halt(130);
    }

    /** SIGTERM: the work is asked to end, and the process waits for it, so that finally blocks run. */
    private static void onTermination(Interruption interruption, CountDownLatch ended) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            if (interruption.waiting()) {
                return;
            }
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
        var out = Streams.data(new FileOutputStream(FileDescriptor.out), terminals.contains("1"));
        var window = Window.said(System.getProperty("cryo.window", ""));
        if (System.getenv().getOrDefault("TERM", "").startsWith("dumb")) {
            window.dumb();
        }
        // Groovy's println in classes and closures goes the same way as everything else.
        System.setOut(out);
        return new Streams(
                System.in,
                out,
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                terminals.contains("0"),
                terminals.contains("1"),
                terminals.contains("2"),
                window);
    }

    private static Toolbox toolbox(Settings settings, Consumer<String> notices) {
        return new Workspace(settings, System.getenv(), notices);
    }
}
