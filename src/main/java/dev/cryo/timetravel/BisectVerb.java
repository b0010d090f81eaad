package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.Engine.ExecSpec;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.Condition;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** {@code bisect}: finds the checkpoint at which something turned bad. */
public final class BisectVerb implements Verb<BisectVerb.Request, BisectVerb.Culprit> {

    /** What shells answer for a command that is not there, or cannot be run: no word about the checkpoint. */
    private static final int NOT_RUN = 126;

    private static final int LAST_NOT_RUN = 127;

    private final Subjects subjects;

    public BisectVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "bisect",
            summary = "Find the checkpoint at which something turned bad",
            details = {
                "GOOD is an earlier checkpoint at which all was well, BAD a later one on the same branch. Of what lies between,"
                        + " one half after the other is ruled out: 64 checkpoints take 7 looks at most.",
                "GROOVY tells a bad one, and is asked of the images, without running them; the checkpoint is called 'it'.",
                "--exec runs a command in a throwaway clone of each, by sh: it is good when the command succeeds. Clones are"
                        + " removed at once, also when you press Ctrl-C."
            },
            examples = {
                "bisect web @first @last 'it.process(1).descriptors.size() > 4'",
                "bisect web @first @last --exec 'test ! -e /broken'"
            },
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "whose checkpoints") ContainerName container,
            @Argument(label = "GOOD", help = "a checkpoint at which all was well") CheckpointRef good,
            @Argument(label = "BAD", help = "a later one at which it was not") CheckpointRef bad,
            @Argument(label = "GROOVY", help = "true of a bad checkpoint, such as 'it.environment().any { … }'")
                    Optional<Condition> condition,
            @Option(label = "COMMAND", help = "succeeds in a good one; runs in a throwaway clone of each")
                    Optional<String> exec,
            @Included RestoreOptions how) {

        public Request {
            if (condition.isPresent() == exec.isPresent()) {
                throw Problem.usage("bisect takes a condition in Groovy, or --exec");
            }
        }
    }

    /**
     * Where it turned.
     *
     * @param bad the first bad checkpoint, {@code good} the last good one before it
     * @param looks how many checkpoints were looked at, of {@code among} on the way
     */
    public record Culprit(Step bad, Step good, int looks, int among) implements Watch.Finished {

        @Override
        public String line() {
            return bad.reference();
        }

        @Override
        public String summary() {
            return "good until " + good.reference() + ", bad from " + bad.reference() + " on; " + looks + " of " + among
                    + " were looked at; 'diff " + good.reference() + " " + bad.reference() + "' shows what changed";
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Culprit run(Request request, Watch watch) {
        var subject = subjects.find(request.container());
        var way = way(subject, request);
        Predicate<Checkpoint> bad = request.condition()
                .<Predicate<Checkpoint>>map(condition -> checkpoint -> condition.holds(checkpoint.id()))
                .orElseGet(() -> {
                    new Throwaway(subjects).sweep(watch);
                    return checkpoint -> fails(checkpoint, request, watch);
                });
        var found = Bisection.of(way, Checkpoint::reference, checkpoint -> {
            watch.stopIfCancelled();
            watch.step("looking at " + checkpoint.reference());
            boolean is = bad.test(checkpoint);
            watch.note(checkpoint.reference() + " is " + (is ? "bad" : "good"));
            return is;
        });
        var culprit = new Culprit(Step.of(found.firstBad()), Step.of(found.lastGood()), found.looks(), way.size());
        watch.done(culprit);
        return culprit;
    }

    /** From the good one to the bad one, by the checkpoints that each was made from. */
    private List<Checkpoint> way(Subject subject, Request request) {
        var timeline = subject.timeline().orElseThrow(() -> Problem.failed("'" + request.container() + "' has no checkpoints")
                .remedy("'capture' makes a series of them"));
        var good = timeline.find(request.good().which());
        var bad = timeline.find(request.bad().which());
        var way = back(timeline, bad, good);
        if (way.isEmpty()) {
            throw Problem.failed("no way leads from " + good.reference() + " to " + bad.reference())
                    .evidence(good.number() > bad.number()
                            ? good.reference() + " is the later one"
                            : "they are on different branches of the timeline")
                    .remedy("'timeline " + request.container() + "' draws it");
        }
        return way.reversed();
    }

    private static List<Checkpoint> back(Timeline timeline, Checkpoint from, Checkpoint to) {
        var way = new ArrayList<Checkpoint>();
        for (var at = Optional.of(from); at.isPresent(); at = timeline.before(at.get())) {
            way.add(at.get());
            if (at.get().equals(to)) {
                return way;
            }
        }
        return List.of();
    }

    private boolean fails(Checkpoint checkpoint, Request request, Watch watch) {
        var command = request.exec().orElseThrow();
        return new Throwaway(subjects).of("bisect", checkpoint, request.how(), watch, clone -> {
            int status = run(clone, command, watch);
            if (status == NOT_RUN || status == LAST_NOT_RUN) {
                throw Problem.failed("'" + command + "' cannot be run in " + checkpoint.reference())
                        .evidence("its status is " + status)
                        .remedy("what a command needs must be in the container");
            }
            return status != 0;
        });
    }

    /** One that hangs is left alone when the user has lost patience: it goes with its clone. */
    private int run(ContainerId clone, String command, Watch watch) {
        var spec = ExecSpec.of(List.of("sh", "-c", command));
        var running = new FutureTask<>(() -> subjects.engine().exec(clone, spec, watch::write));
        var thread = Thread.ofVirtual().name("bisect").start(running);
        while (true) {
            try {
                return running.get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (watch.cancelled()) {
                    thread.interrupt();
                    throw Problem.interrupted();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.interrupted();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
            }
        }
    }
}
