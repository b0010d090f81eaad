package dev.cryo.verb;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The name that a user most likely meant. */
public final class NearestName {

    private NearestName() {}

    /**
     * The one of {@code known} that {@code typed} most resembles.
     *
     * @return empty when nothing is near enough to be a typing mistake or an unfinished word
     */
    public static Optional<String> to(String typed, Collection<String> known) {
        return known.stream()
                .filter(name -> isNear(typed, name))
                .min(Comparator.comparingInt((String name) -> distance(typed, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean isNear(String typed, String name) {
        return distance(typed, name) <= Math.max(1, Math.max(typed.length(), name.length()) / 3)
                || (typed.length() >= 3 && name.startsWith(typed));
    }

    /** How many letters must be inserted, deleted, replaced or swapped with their neighbour. */
    static int distance(String from, String to) {
        var rows = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= to.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            for (int j = 1; j <= to.length(); j++) {
                int replaced = rows[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                rows[i][j] = swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
            }
        }
        return rows[from.length()][to.length()];
    }
}
