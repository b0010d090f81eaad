package dev.cryo.shell;

import dev.cryo.script.GroovySession;
import dev.cryo.verb.Verb;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a long list that would stand on one line of a terminal, and how many there are between: nobody reads a
 * million numbers, and showing them keeps a terminal busy. Where programs read, lists are whole.
 */
final class Excerpt {

    /** So many are shown whole. */
    private static final int WHOLE = 1000;

    private static final int ENDS = 50;

    private Excerpt() {}

    /** A text in the place of a long list of plain values; every other value as it is. */
    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> bytes;
            case Collection<?> several when several.size() > WHOLE -> ofEnds(value, several.size(), first(several), last(several));
            case Object array when array.getClass().isArray() && Array.getLength(array) > WHOLE -> {
                int size = Array.getLength(array);
                yield ofEnds(value, size, items(array, 0), items(array, size - ENDS));
            }
            default -> value;
        };
    }

    private static Object ofEnds(Object whole, int size, List<?> first, List<?> last) {
        boolean table = Form.isTable(first);
        if (table || !first.stream().allMatch(Form::isPlain) || !last.stream().allMatch(Form::isPlain)) {
            return whole;
        }
        var begin = GroovySession.show(first);
        var end = GroovySession.show(last);
        return new Verb.Text("%s, … %d more …, %s".formatted(
                begin.substring(0, begin.length() - 1), size - 2 * ENDS, end.substring(1)));
    }

    private static List<?> first(Collection<?> several) {
        return Arrays.asList(several.stream().limit(ENDS).toArray());
    }

    private static List<?> last(Collection<?> several) {
        return several instanceof List<?> list
                ? list.subList(list.size() - ENDS, list.size())
                : Arrays.asList(several.stream().skip(several.size() - ENDS).toArray());
    }

    private static List<?> items(Object array, int from) {
        var items = new ArrayList<@Nullable Object>();
        for (int i = from; i < from + ENDS; i++) {
            items.add(Array.get(array, i));
        }
        return items;
    }
}
