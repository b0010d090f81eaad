package dev.cryo.catalog;

import dev.cryo.verb.NearestName;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;

/** The explicit list of verbs, in the order in which {@code help} shows them. */
public final class Catalog {

    /** A verb, and the words that follow its name. */
    public record Match(Entry<?, ?> entry, List<String> rest) {}

    private final List<Verb<?, ?>> verbs;
    private final Map<String, Problem> refused;
    private final Map<String, Entry<?, ?>> byName = new LinkedHashMap<>();

    /** Lists {@code verbs}, and behind them those that only need the list: {@code help} and {@code version}. */
    public Catalog(List<? extends Verb<?, ?>> verbs) {
        this(verbs, Map.of());
    }

    private Catalog(List<? extends Verb<?, ?>> verbs, Map<String, Problem> refused) {
        this.verbs = List.copyOf(verbs);
        this.refused = refused;
        var all = new ArrayList<Verb<?, ?>>(verbs);
        all.add(new HelpVerb(verbs, refused));
        all.add(new VersionVerb());
        for (var verb : all) {
            var entry = Entry.of(verb);
            if (byName.put(entry.name(), entry) != null) {
                throw new IllegalStateException("two verbs are named " + entry.name());
            }
        }
    }

    /** This list, and verbs that a face has of its own. */
    public Catalog with(List<? extends Verb<?, ?>> more) {
        var all = new ArrayList<>(verbs);
        all.addAll(more);
        return new Catalog(all, refused);
    }

    /** This list, and why names that a user gave are no verbs. */
    public Catalog refusing(Map<String, Problem> names) {
        return new Catalog(verbs, names);
    }

    public SequencedCollection<Entry<?, ?>> entries() {
        return List.copyOf(byName.values());
    }

    public Optional<Entry<?, ?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether a line that begins with this word may be a command: a verb's name, the first word of a family's, one refused. */
    public boolean begins(String word) {
        return byName.containsKey(word)
                || refused.containsKey(word)
                || byName.keySet().stream().anyMatch(name -> name.startsWith(word + " "));
    }

    /**
     * The verb that a command line names with its first word or two.
     *
     * @throws Problem of kind USAGE when it names none; the remedy is what was likely meant
     */
    public Match match(List<String> words) {
        var first = words.getFirst();
        if (words.size() > 1) {
            var two = byName.get(first + " " + words.get(1));
            if (two != null) {
                return new Match(two, words.subList(2, words.size()));
            }
        }
        var one = byName.get(first);
        if (one != null) {
            return new Match(one, words.subList(1, words.size()));
        }
        var family = family(first);
        if (!family.isEmpty()) {
            var help = byName.get("help");
            if (help != null && words.size() == 2 && List.of("--help", "-h").contains(words.get(1))) {
                return new Match(help, List.of(first));
            }
            throw unknownMember(first, words, family);
        }
        var why = refused.get(first);
        if (why != null) {
            throw why;
        }
        throw Problem.usage("there is no command '" + first + "'")
                .remedy(NearestName.to(first, byName.keySet())
                        .map(name -> "did you mean '" + name + "'?")
                        .orElse("'help' lists the commands"));
    }

    /** The verbs of a family: {@code lab up}, {@code lab down}, … for {@code lab}; empty when there is none. */
    public List<Entry<?, ?>> family(String word) {
        return byName.values().stream()
                .filter(entry -> entry.name().startsWith(word + " "))
                .toList();
    }

    private static Problem unknownMember(String first, List<String> words, List<Entry<?, ?>> family) {
        var members = family.stream()
                .map(entry -> entry.name().substring(first.length() + 1))
                .toList();
        var choices = "'" + first + "' is followed by one of " + String.join(", ", members);
        if (words.size() == 1) {
            return Problem.usage(choices).remedy("'help " + first + "' explains them");
        }
        return Problem.usage("there is no command '" + first + " " + words.get(1) + "'")
                .remedy(NearestName.to(words.get(1), members)
                        .map(name -> "did you mean '" + first + " " + name + "'?")
                        .orElse(choices));
    }
}
