package dev.cryo.forensics;

import dev.cryo.forensics.SecretRule.Hit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of what secrets look like ({@code secrets.txt}), and the search for all of them at once. */
final class SecretRules {

    private static final String TABLE = "secrets.txt";
    /** How often each character may be read, on average: line by line nothing but passwords takes half of that. */
    private static final int EFFORT = 32;

    private final List<SecretRule> rules;
    private final Anchors anchors;
    /** For each anchor the rules that have it. */
    private final List<List<SecretRule>> byAnchor;

    private SecretRules(List<SecretRule> rules) {
        this.rules = List.copyOf(rules);
        var sharing = new LinkedHashMap<String, List<SecretRule>>();
        for (var rule : rules) {
            rule.anchors().forEach(anchor ->
                    sharing.computeIfAbsent(anchor, _ -> new ArrayList<>()).add(rule));
        }
        this.anchors = new Anchors(List.copyOf(sharing.keySet()));
        this.byAnchor = List.copyOf(sharing.values());
    }

    /** Cryo's own table. */
    static SecretRules known() {
        try (var stream = SecretRules.class.getResourceAsStream(TABLE)) {
            if (stream == null) {
                throw new IllegalStateException("no " + TABLE + " beside " + SecretRules.class.getName());
            }
            return new SecretRules(read(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<SecretRule> rules() {
        return rules;
    }

    /** Only those of these names. */
    SecretRules only(List<String> names) {
        return new SecretRules(rules.stream().filter(rule -> names.contains(rule.name())).toList());
    }

    /** How many bytes before an anchor a secret may begin. */
    int before() {
        return rules.stream().mapToInt(SecretRule::before).max().orElse(0) + 1;
    }

    /**
     * What was found in a text.
     *
     * @param hits by the order of the table; none overlaps another
     * @param whole whether all of the text was looked at; else it holds more beginnings of secrets than are looked at
     */
    record Found(List<Hit> hits, boolean whole) {}

    /**
     * Finds the secrets whose anchors begin at {@code from} or behind it, and before {@code limit}.
     *
     * @param text Latin-1, with as much around as {@link #before} and {@link SecretRule#REACH} say
     */
    Found find(String text, int from, int limit) {
        var hits = new ArrayList<Hit>();
        var effort = new Effort(text, (long) EFFORT * (text.length() + SecretRule.REACH));
        boolean whole = true;
        try {
            anchors.find(text, from, limit, (anchor, start) ->
                    byAnchor.get(anchor).forEach(rule -> rule.at(effort, start).ifPresent(hits::add)));
        } catch (Effort.Spent e) {
            whole = false;
        }
        return new Found(apart(hits), whole);
    }

    /** Of hits that share a byte of their secrets the one that tells more. */
    private static List<Hit> apart(List<Hit> hits) {
        hits.sort(Comparator.comparingInt((Hit hit) -> hit.rule().rank()).thenComparingInt(Hit::start));
        var taken = new BitSet();
        var apart = new ArrayList<Hit>();
        for (var hit : hits) {
            int next = taken.nextSetBit(hit.secretStart());
            if (next < 0 || next >= hit.secretEnd()) {
                taken.set(hit.secretStart(), hit.secretEnd());
                apart.add(hit);
            }
        }
        return apart;
    }

    private static List<SecretRule> read(String table) {
        var rules = new ArrayList<SecretRule>();
        var blocks = Pattern.compile("(?m)^\\[([a-z0-9-]+)]$").splitWithDelimiters(table, 0);
        for (int i = 1; i < blocks.length; i += 2) {
            rules.add(rule(rules.size(), blocks[i].substring(1, blocks[i].length() - 1), blocks[i + 1]));
        }
        return rules;
    }

    private static SecretRule rule(int rank, String name, String block) {
        return new SecretRule(
                rank,
                name,
                values(block, "anchor").map(String::translateEscapes).toList(),
                values(block, "before").findFirst().map(Integer::valueOf).orElse(0),
                Pattern.compile(values(block, "expr").findFirst().orElseThrow()),
                values(block, "entropy").findFirst().map(Double::valueOf).orElse(0.0),
                values(block, "binary").findAny().isPresent(),
                values(block, "not").findFirst().map(text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE)),
                values(block, "decoded").findFirst().map(Pattern::compile),
                values(block, "yes").map(SecretRules::example).toList(),
                values(block, "no").map(SecretRules::example).toList());
    }

    private static String example(String text) {
        return text.replace("<>", "").translateEscapes();
    }

    private static Stream<String> values(String block, String key) {
        return block.lines()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> line.substring(key.length()).strip());
    }
}
