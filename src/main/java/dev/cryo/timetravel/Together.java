package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Acts on several containers at once, which wait for each other. */
final class Together {

    private final Subjects subjects;

    Together(Subjects subjects) {
        this.subjects = subjects;
    }

    /**
     * The act on one of them.
     *
     * @param name the container's
     */
    record Part<T>(String name, Function<Rendezvous, T> act) {}

    /**
     * Does all parts, each in a thread of its own.
     *
     * @return what came of each, in their order
     * @throws Problem when one failed; the others did not take the step that it did not take
     */
    <T> List<T> all(List<Part<T>> parts, Watch watch) {
        // Opened by one, not by all at once.
        var _ = subjects.engine().info();
        var _ = subjects.store().root();
        var others = new Rendezvous(CheckpointId.random(new SecureRandom()), parts.size());
        var running = new ArrayList<Future<T>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var part : parts) {
                running.add(threads.submit(() -> others.part(() -> part.act().apply(others))));
            }
        }
        var results = new ArrayList<T>();
        var problems = new ArrayList<Problem>();
        var withdrawn = new ArrayList<String>();
        for (int i = 0; i < parts.size(); i++) {
            try {
                results.add(running.get(i).get());
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case Rendezvous.Withdrawn _ -> withdrawn.add(parts.get(i).name()); // the one that failed tells why
                    case Problem problem -> problems.add(problem);
                    case RuntimeException other -> throw other;
                    case null, default -> throw new IllegalStateException(e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.interrupted();
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.several(problems).evidence(withdrawn.stream().map(this::withdrawn).toList());
        }
        others.skew().ifPresent(skew -> watch.note(String.format(
                Locale.ROOT,
                "all %d stood still together, the last %.3f s after the first",
                parts.size(),
                skew.toNanos() / 1e9)));
        return results;
    }

    private String withdrawn(String name) {
        var container = subjects.find(new ContainerName(name)).container();
        return "nothing was done with '" + name + "' either; it " + new Aftermath(subjects.engine(), container).now();
    }
}
