package dev.cryo.forensics;

import dev.cryo.criu.Match;
import dev.cryo.criu.Needle;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code strings}: the texts in memory. */
public final class StringsVerb implements Verb<StringsVerb.Request, List<StringsVerb.Row>> {

    private final EvidenceReader evidence;

    public StringsVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "strings",
            summary = "List the texts in the memory of a checkpoint",
            details = "Rows of printable ASCII, as strings(1) finds them, with process and address. The first ones are"
                    + " shown; 'search' finds those that are meant.",
            examples = {"strings --command sh --mapping heap web@1", "strings --min 12 --limit 20 web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Included About about,
            @Included Where where,
            @Option(label = "N", help = "the fewest characters", fallback = "6") int min,
            @Option(help = "texts in UTF-16 instead") boolean utf16,
            @Option(label = "N", help = "the most texts to show", fallback = "1000") int limit) {

        public Request {
            if (min < 1 || min > 1000 || limit < 1) {
                throw Problem.usage("--min must be from 1 to 1000, --limit 1 or more");
            }
        }
    }

    /** A text; hostile like all that a container says, though printable. */
    public record Row(
            Optional<Integer> process,
            String command,
            String address,
            String mapping,
            String text,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(Optional.empty(), "", "", "", "", Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = Asked.of(evidence, request.about());
        // Bounded by what one window of a search sees whole, and possessive: nothing is tried twice.
        var one = request.utf16() ? "(?:[\\t -~]\\x00)" : "[\\t -~]";
        var needle = Needle.expression(Pattern.compile(one + "{" + request.min() + ",2000}+"));
        var rows = new ArrayList<Row>();
        asked.search(needle, request.where(), watch, match -> {
            boolean room = rows.size() < request.limit();
            if (room) {
                rows.add(row(match, request.utf16()));
            } else {
                watch.note("there are more than " + request.limit() + " texts; --limit shows more");
            }
            return room;
        });
        return asked.withDamage(rows.stream(), Row::damaged);
    }

    private static Row row(Match match, boolean utf16) {
        var text = match.bytes().latin1();
        return new Row(
                Optional.of(match.pid()),
                match.command(),
                "0x" + Long.toHexString(match.address()),
                match.mapping().map(MappingName::of).orElse("unmapped"),
                utf16 ? text.replace("\0", "") : text,
                Optional.empty());
    }
}
