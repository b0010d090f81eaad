package dev.cryo.store;

import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Size;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Another process that uses the same store. */
final class OtherProcess implements AutoCloseable {

    private final Process process;

    private OtherProcess(Process process) {
        this.process = process;
    }

    /** One that has begun a checkpoint, and keeps it so. */
    static OtherProcess holding(Path store, TimelineKey key) throws IOException {
        var other = start(store, key, 0);
        other.go();
        other.line();
        return other;
    }

    /** One that makes checkpoints once it is told to {@link #go}. */
    static OtherProcess making(Path store, TimelineKey key, int checkpoints) throws IOException {
        return start(store, key, checkpoints);
    }

    private static OtherProcess start(Path store, TimelineKey key, int checkpoints) throws IOException {
        var classes = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        OtherProcess.class.getName(),
                        store.toString(),
                        key.engine(),
                        key.container().text(),
                        Integer.toString(checkpoints))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var other = new OtherProcess(process);
        other.line(); // it is ready
        return other;
    }

    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private void line() throws IOException {
        // One byte at a time: what comes after the line is left where it is.
        for (int c = process.getInputStream().read(); c != '\n'; c = process.getInputStream().read()) {
            if (c < 0) {
                throw new IOException("the other process has ended");
            }
        }
    }

    void awaitEnd() throws InterruptedException {
        if (process.waitFor() != 0) {
            throw new AssertionError("the other process failed");
        }
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** STORE ENGINE CONTAINER N: makes N checkpoints, or for 0 begins one and waits. */
    public static void main(String[] args) throws IOException {
        var store = Store.at(Path.of(args[0]));
        var key = new TimelineKey(args[1], new ContainerId(args[2]));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        in.readLine();
        int checkpoints = Integer.parseInt(args[3]);
        if (checkpoints == 0) {
            try (var draft = store.begin(key, Optional.empty())) {
                Files.writeString(draft.images().resolve("pages-1.img"), "half");
                System.out.println("begun");
                in.readLine();
            }
        }
        for (int i = 0; i < checkpoints; i++) {
            try (var draft = store.begin(key, Optional.empty())) {
                draft.commit(facts(draft, key));
            }
        }
    }

    private static Checkpoint facts(Draft draft, TimelineKey key) {
        return new Checkpoint(
                draft.id(), key, 0, Checkpoint.Remarks.labelled(Optional.empty()), Optional.empty(), "web", "busybox", "sha256:1", List.of("sh"),
                Instant.now(), true, Optional.empty(), Optional.empty(), new Size(0), new Size(0), Optional.empty(),
                Optional.empty(), Optional.empty(), false, List.of(), List.of(), List.of(), Optional.empty());
    }
}
