package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether damage ends the reading of a checkpoint, or is noted while the rest is read. */
final class Tolerance {

    /** Of a thousand damaged files the first tell enough. */
    private static final int MOST_NOTES = 200;

    private final boolean tolerant;
    private final List<String> damage = new ArrayList<>();

    private Tolerance(boolean tolerant) {
        this.tolerant = tolerant;
    }

    static Tolerance none() {
        return new Tolerance(false);
    }

    static Tolerance ofAll() {
        return new Tolerance(true);
    }

    /** What {@code reader} gives, or {@code otherwise} where it finds damage and that is borne. */
    <T> T read(Supplier<T> reader, T otherwise) {
        try {
            return reader.get();
        } catch (Problem problem) {
            bear(problem);
            return otherwise;
        }
    }

    /** As a reading, which says what was found. */
    <T> Reading<T> reading(Supplier<Reading<T>> reader) {
        try {
            return reader.get();
        } catch (Problem problem) {
            bear(problem);
            return Reading.absent(line(problem));
        }
    }

    private void bear(Problem problem) {
        if (!tolerant) {
            throw problem;
        }
        var line = line(problem);
        if (damage.size() < MOST_NOTES && !damage.contains(line)) {
            damage.add(line);
        }
    }

    static String line(Problem problem) {
        return problem.evidence().isEmpty()
                ? problem.what()
                : problem.what() + ": " + String.join("; ", problem.evidence());
    }

    List<String> damage() {
        return List.copyOf(damage);
    }
}
