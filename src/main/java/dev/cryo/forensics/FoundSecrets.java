package dev.cryo.forensics;

import dev.cryo.forensics.SecretRule.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The secrets that were found until now: each once, with how often and where. Bounded, whatever is found. */
final class FoundSecrets {

    /** Of the places of one secret the first are told. */
    private static final int MOST_PLACES = 10;

    /** One secret. */
    static final class Secret {
        private final SecretRule rule;
        private final String shown;
        private final List<SecretPlace> places = new ArrayList<>();
        private long count;

        private Secret(SecretRule rule, String shown) {
            this.rule = rule;
            this.shown = shown;
        }

        SecretRule rule() {
            return rule;
        }

        /** In printable ASCII; masked, where it is not to be seen. */
        String shown() {
            return shown;
        }

        long count() {
            return count;
        }

        /** The first ones; at least one. */
        List<SecretPlace> places() {
            return List.copyOf(places);
        }
    }

    private record Key(SecretRule rule, String text) {}

    private final Map<Key, Secret> secrets = new LinkedHashMap<>();
    private final SecretRules rules;
    private final boolean show;
    private final int most;
    private boolean more;

    /**
     * @param show whether values are shown as they are
     * @param most how many different ones are kept
     */
    FoundSecrets(SecretRules rules, boolean show, int most) {
        this.rules = rules;
        this.show = show;
        this.most = most;
    }

    /**
     * Looks through a window, and through what stands in it as UTF-16.
     *
     * @param place of what stands at an index
     * @return whether all of it could be looked at
     */
    boolean search(String text, int from, int limit, IntFunction<SecretPlace> place) {
        boolean whole = searchIn(text, from, limit, place);
        for (var wide : WideText.in(text)) {
            whole &= searchIn(
                    wide.text(), wide.indexAt(from), wide.indexAt(limit), index -> place.apply(wide.placeOf(index)));
        }
        return whole;
    }

    private boolean searchIn(String text, int from, int limit, IntFunction<SecretPlace> place) {
        var found = rules.find(text, from, limit);
        found.hits().forEach(hit -> add(hit, text, place));
        return found.whole();
    }

    private void add(Hit hit, String text, IntFunction<SecretPlace> place) {
        var key = new Key(hit.rule(), text.substring(hit.start(), hit.end()));
        var secret = secrets.get(key);
        if (secret == null) {
            if (secrets.size() == most) {
                more = true;
                return;
            }
            secret = new Secret(hit.rule(), hit.in(text, show));
            secrets.put(key, secret);
        }
        secret.count++;
        if (secret.places.size() < MOST_PLACES) {
            secret.places.add(place.apply(hit.start()));
        }
    }

    /** Whether there were more different ones than are kept. */
    boolean more() {
        return more;
    }

    /** In the order of the table, then as they were found. */
    List<Secret> all() {
        return secrets.values().stream()
                .sorted(Comparator.comparingInt(secret -> secret.rule.rank()))
                .toList();
    }
}
