package dev.cryo.forensics;

import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;

/** {@code secrets}: keys, tokens and passwords, wherever they stand. */
public final class SecretsVerb implements Verb<SecretsVerb.Request, List<SecretsVerb.Row>> {

    private final EvidenceReader evidence;

    public SecretsVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "secrets",
            summary = "Find keys, tokens, passwords and certificates in a checkpoint",
            details = {
                "Looked through are memory (with environment and command lines), queues, deleted files and files of a tmpfs;"
                        + " with --process or --command what those processes have, and no tmpfs. Only what surely is a"
                        + " secret is told: 'search' and 'strings' find the rest.",
                "A secret that stands in several places is one row, with how often it was found and the first places. Values"
                        + " are masked: their beginning, and how many characters there are.",
                "Texts are read as ASCII and as UTF-16, the low byte first. A private key in binary form (DER) is shown as"
                        + " hexadecimal digits."
            },
            examples = {"secrets web@1", "secrets --show --process 1 web@1", "secrets --kind variable --kind jwt web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Included About about,
            @Option(help = "only of this kind, as the rows call it", label = "KIND") List<String> kind,
            @Option(help = "show values as they are") boolean show,
            @Option(label = "N", help = "the most different secrets to show", fallback = "1000") int limit) {

        public Request {
            if (limit < 1 || limit > 100_000) {
                throw Problem.usage("--limit must be from 1 to 100000");
            }
        }
    }

    /**
     * A secret.
     *
     * @param kind the rule that found it
     * @param secret with what belongs to it, masked unless asked for
     * @param process of the first place, like command, where and at
     * @param where a mapping, {@code environment}, {@code command line}, a kind of queue, or of file
     * @param at the address; or the queue, with those who hold it; or the path
     * @param also the next places
     */
    public record Row(
            String kind,
            String secret,
            long count,
            Optional<Integer> process,
            String command,
            String where,
            String at,
            List<String> also,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row("", "", 0, Optional.empty(), "", "", "", List.of(), Optional.of(what));
        }

        static Row of(FoundSecrets.Secret secret) {
            var first = secret.places().getFirst();
            return new Row(
                    secret.rule().name(),
                    secret.shown(),
                    secret.count(),
                    first.process(),
                    first.command(),
                    first.where(),
                    first.at(),
                    secret.places().stream().skip(1).map(SecretPlace::toString).toList(),
                    Optional.empty());
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var rules = rules(request.kind());
        var asked = Asked.of(evidence, request.about());
        var found = new FoundSecrets(rules, request.show(), request.limit());
        new SecretHunt(asked, rules, found, watch).run(request.about().whose().equals(Whose.ALL));
        if (found.more()) {
            watch.note("there are more than " + request.limit() + " secrets; --limit shows more");
        }
        return asked.withDamage(found.all().stream().map(Row::of), Row::damaged);
    }

    private static SecretRules rules(List<String> kinds) {
        var all = SecretRules.known();
        var names = all.rules().stream().map(SecretRule::name).toList();
        var unknown = kinds.stream().filter(kind -> !names.contains(kind)).findFirst();
        if (unknown.isPresent()) {
            throw Problem.usage("there is no kind '" + unknown.get() + "' of secrets")
                    .remedy("the kinds are " + String.join(", ", names));
        }
        return kinds.isEmpty() ? all : all.only(kinds);
    }
}
