package dev.cryo.shell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Finds earlier lines of which somebody remembers pieces: {@code rew bef} finds {@code rewind web web@before-deploy}. */
final class HistorySearch {

    private static final int WHOLE = 1000;
    private static final int BEGINS_WORD = 200;

    /** @param rank the higher, the better */
    private record Found(String line, int rank) {}

    private final List<String> lines;

    /** @param newestFirst a line may be there several times */
    HistorySearch(List<String> newestFirst) {
        this.lines = List.copyOf(new LinkedHashSet<>(newestFirst));
    }

    /** The lines that hold all words of {@code typed}, letters of a word in their order; the best first, then the newest. */
    List<String> find(String typed, int most) {
        var words = List.of(typed.strip().split("\\s+", -1));
        var found = new ArrayList<Found>();
        for (var line : lines) {
            rank(words, line).ifPresent(rank -> found.add(new Found(line, rank)));
        }
        return found.stream()
                .sorted(Comparator.comparingInt(Found::rank).reversed())
                .limit(most)
                .map(Found::line)
                .toList();
    }

    private static OptionalInt rank(List<String> words, String line) {
        var lower = line.toLowerCase(Locale.ROOT);
        int sum = 0;
        for (var word : words) {
            // Who types a capital letter means it.
            boolean exact = !word.equals(word.toLowerCase(Locale.ROOT));
            int rank = rank(word, exact ? line : lower);
            if (rank < 0) {
                return OptionalInt.empty();
            }
            sum += rank;
        }
        return OptionalInt.of(sum);
    }

    private static int rank(String word, String line) {
        int at = line.indexOf(word);
        if (at >= 0) {
            return WHOLE + (beginsWord(line, at) ? BEGINS_WORD : 0);
        }
        return scattered(word, line);
    }

    /** The closer its letters stand together, the better; negative when they are not all there, from a word's first on. */
    private static int scattered(String word, String line) {
        int best = -1;
        for (int at = line.indexOf(word.charAt(0)); at >= 0; at = line.indexOf(word.charAt(0), at + 1)) {
            if (beginsWord(line, at)) {
                best = Math.max(best, from(at, word, line));
            }
        }
        return best;
    }

    private static int from(int start, String word, String line) {
        int at = start;
        for (int i = 1; i < word.length() && at >= 0; i++) {
            at = line.indexOf(word.charAt(i), at + 1);
        }
        int gaps = at - start + 1 - word.length();
        return at < 0 ? -1 : Math.max(0, WHOLE / 2 - gaps);
    }

    private static boolean beginsWord(String line, int at) {
        return at == 0 || !Character.isLetterOrDigit(line.charAt(at - 1));
    }
}
