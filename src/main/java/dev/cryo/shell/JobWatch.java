package dev.cryo.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Shows how a job gets on, above the prompt: its pieces and notes at once, and its steps now and then. */
final class JobWatch implements ShowingWatch {

    /** Who types the next line wants to see that it goes on, not each step. */
    private static final Duration PACE = Duration.ofSeconds(5);

    private final Job job;
    private final Printer printer;
    private final Consumer<String> above;
    private Instant told;

    JobWatch(Job job, Printer printer, Consumer<String> above) {
        this.job = job;
        this.printer = printer;
        this.above = above;
        this.told = job.since();
    }

    @Override
    public synchronized void step(String what) {
        job.does(what);
        if (Instant.now().isAfter(told.plus(PACE))) {
            note(what);
        }
    }

    @Override
    public synchronized void note(String line) {
        told = Instant.now();
        above.accept(Escaped.line(line));
    }

    @Override
    public synchronized void done(Finished piece) {
        printer.done(piece);
        if (!piece.summary().isEmpty()) {
            note(piece.summary());
        }
    }

    @Override
    public synchronized void write(Stream stream, byte[] bytes) {
        printer.output(stream, bytes);
    }

    @Override
    public boolean cancelled() {
        return job.interruption().requested();
    }

    @Override
    public void clear() {}
}
