package dev.cryo.timetravel;

import dev.cryo.verb.Problem;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds where something turned bad in a row of which the first is good and the last is bad, in as few looks as possible.
 *
 * @param lastGood the last good one, {@code firstBad} the one behind it
 * @param looks how many were looked at
 */
public record Bisection<T>(T lastGood, T firstBad, int looks) {

    /**
     * Looks for it. The two ends are believed, unless the answer hangs on one of them: then that one is looked at, too.
     *
     * @param row at least two
     * @param name what messages call one
     * @param bad what has turned, and stays so
     * @throws Problem when an end is not what it was taken for
     */
    public static <T> Bisection<T> of(List<T> row, Function<T, String> name, Predicate<T> bad) {
        int good = 0;
        int turned = row.size() - 1;
        if (turned < 1) {
            throw Problem.usage("there is nothing between a good one and a bad one");
        }
        int looks = 0;
        while (turned - good > 1) {
            int middle = (good + turned) >>> 1;
            looks++;
            if (bad.test(row.get(middle))) {
                turned = middle;
            } else {
                good = middle;
            }
        }
        if (good == 0) {
            looks++;
            if (bad.test(row.getFirst())) {
                throw Problem.failed("'" + name.apply(row.getFirst()) + "' was to be good, and is bad")
                        .remedy("name an earlier one");
            }
        }
        if (turned == row.size() - 1) {
            looks++;
            if (!bad.test(row.getLast())) {
                throw Problem.failed("'" + name.apply(row.getLast()) + "' was to be bad, and is good").remedy("name a later one");
            }
        }
        return new Bisection<>(row.get(good), row.get(turned), looks);
    }
}
