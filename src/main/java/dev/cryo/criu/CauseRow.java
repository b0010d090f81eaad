package dev.cryo.criu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of the table of causes.
 *
 * @param lines any of them, found in a line of the log, is the mark of this cause
 * @param cause what it is, with {@code {names}} to be filled in
 * @param remedy what mends it, with the same names
 */
record CauseRow(String name, List<Pattern> lines, String cause, String remedy) {

    private static final Pattern OPTIONAL = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

    CauseRow {
        lines = List.copyOf(lines);
    }

    /** What the row's expression finds in a line: the values of its named groups; empty where it finds nothing. */
    Optional<Map<String, String>> find(String line) {
        for (var pattern : lines) {
            var matcher = pattern.matcher(line);
            if (matcher.find()) {
                var values = new TreeMap<String, String>();
                pattern.namedGroups().keySet().forEach(group -> {
                    var value = matcher.group(group);
                    if (value != null && !value.isBlank()) {
                        values.put(group, value.strip());
                    }
                });
                return Optional.of(values);
            }
        }
        return Optional.empty();
    }

    String causeWith(Map<String, String> values) {
        return fill(cause, values);
    }

    String remedyWith(Map<String, String> values) {
        return fill(remedy, values);
    }

    /** Values are put in last and as they are: what a container says is never read as a template. */
    private static String fill(String template, Map<String, String> values) {
        var chosen = OPTIONAL.matcher(template).replaceAll(part -> {
            boolean known = NAME.matcher(part.group(1)).results().allMatch(name -> values.containsKey(name.group(1)));
            return known ? Matcher.quoteReplacement(part.group(1)) : "";
        });
        return NAME.matcher(chosen).replaceAll(name -> Matcher.quoteReplacement(
                values.getOrDefault(name.group(1), "?")));
    }
}
