package dev.cryo.shell;

import dev.cryo.verb.Problem;
import dev.cryo.verb.ValueTypes;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The commands in the background. What they have to say is printed above the line that is being typed. */
final class Jobs {

    /** What a job does: returns the exit status of the process that it ran. */
    interface Work {
        int run(Job job, Streams streams, Consumer<String> above);
    }

    private static final long ENDING_MILLIS = 60_000;

    private final List<Job> jobs = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Window window;
    private @Nullable Consumer<String> above;

    Jobs(Window window) {
        this.window = window;
    }

    /** Tells what prints a line above the prompt; until then nothing can go to the background. */
    void printAbove(Consumer<String> line) {
        above = line;
    }

    /**
     * Begins one, and says so before it says anything itself.
     *
     * @throws Problem of kind USAGE where no prompt is
     */
    synchronized void start(String command, Work work) {
        var printing = above;
        if (printing == null) {
            throw Problem.usage("'&' means something only at a prompt").remedy("leave it out: the lines follow each other");
        }
        var job = new Job(jobs.size() + 1, command);
        Consumer<String> line = text -> printing.accept("[" + job.number() + "] " + text);
        line.accept("begun; 'jobs' lists what runs, 'cancel " + job.number() + "' ends it");
        jobs.add(job);
        threads.add(Thread.ofPlatform().daemon().name("job " + job.number()).start(() -> perform(job, work, line)));
    }

    private void perform(Job job, Work work, Consumer<String> line) {
        try (var out = new PrintStream(new LineByLine(line), true, StandardCharsets.UTF_8)) {
            var streams = new Streams(InputStream.nullInputStream(), out, out, false, true, false, window);
            int status = work.run(job, streams, line);
            end(job, status == 0 ? Job.State.DONE : Job.State.FAILED, line);
        } catch (RuntimeException e) {
            var problem = e instanceof Problem known ? known : Front.defect(e);
            boolean cancelled = problem.kind() == Problem.Kind.INTERRUPTED;
            if (!cancelled) {
                ProblemText.of(problem, false).lines().forEach(line);
            }
            end(job, cancelled ? Job.State.CANCELLED : Job.State.FAILED, line);
        }
    }

    private static void end(Job job, Job.State state, Consumer<String> line) {
        job.became(state);
        line.accept(ValueTypes.word(state) + ": " + Escaped.line(job.command()));
    }

    synchronized List<Job> all() {
        return List.copyOf(jobs);
    }

    synchronized List<Job> running() {
        return jobs.stream().filter(job -> !job.isOver()).toList();
    }

    /**
     * Asks one to end where that is safe.
     *
     * @throws Problem when there is none of that number, or it is over
     */
    synchronized void cancel(int number) {
        var job = jobs.stream()
                .filter(each -> each.number() == number && !each.isOver())
                .findFirst()
                .orElseThrow(() -> Problem.failed("no job " + number + " is running").remedy("'jobs' lists them"));
        job.became(Job.State.CANCELLING);
        job.interruption().request();
    }

    /** Asks all to end, and waits until they have. */
    void end() {
        running().forEach(job -> cancel(job.number()));
        for (var thread : List.copyOf(threads)) {
            try {
                thread.join(ENDING_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Gives on what is written, a whole line at a time. */
    private static final class LineByLine extends OutputStream {
        private final Consumer<String> line;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        LineByLine(Consumer<String> line) {
            this.line = line;
        }

        @Override
        public void write(int b) {
            if (b == '\n') {
                line.accept(bytes.toString(StandardCharsets.UTF_8));
                bytes.reset();
            } else {
                bytes.write(b);
            }
        }
    }
}
