package dev.cryo.forensics;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/** The changes that matter most among however many there are. */
final class Changes {

    /**
     * A change, how much it matters, and which it was among all.
     */
    private record Ranked(int weight, long order, DiffVerb.Row row) {}

    private static final Comparator<Ranked> LEAST_FIRST =
            Comparator.comparingInt(Ranked::weight).thenComparing(Comparator.comparingLong(Ranked::order).reversed());

    private final int most;
    private final PriorityQueue<Ranked> kept = new PriorityQueue<>(LEAST_FIRST);
    private long seen;

    Changes(int most) {
        this.most = most;
    }

    /** Whether a change of this weight would be among those that are shown, so that it is worth putting into words. */
    boolean wants(int weight) {
        return kept.size() < most || kept.element().weight() < weight;
    }

    void add(int weight, DiffVerb.Row row) {
        kept.add(new Ranked(weight, seen, row));
        seen++;
        if (kept.size() > most) {
            kept.remove();
        }
    }

    /** Counts a change that {@link #wants} did not want. */
    void pass() {
        seen++;
    }

    /** How many there are beside those that are kept. */
    long left() {
        return seen - kept.size();
    }

    /** What matters most first; what matters as much in the order in which it was found. */
    Stream<DiffVerb.Row> ranked() {
        return kept.stream().sorted(LEAST_FIRST.reversed()).map(Ranked::row);
    }
}
