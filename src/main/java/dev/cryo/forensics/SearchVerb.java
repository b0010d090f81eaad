package dev.cryo.forensics;

import dev.cryo.criu.Match;
import dev.cryo.verb.Argument;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code search}: where something stands in memory. */
public final class SearchVerb implements Verb<SearchVerb.Request, List<SearchVerb.Row>> {

    private final EvidenceReader evidence;

    public SearchVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "search",
            summary = "Search the memory in checkpoints",
            details = {
                "PATTERN is a text; a regular expression between slashes, '/pass(word|phrase)=\\w+/'; or bytes,"
                        + " 'hex:4d 5a ?? 00', where ?? is any. An expression sees a character for each byte.",
                "Matches are found across the borders of pages and mappings, not across a gap in resident memory. Memory"
                        + " that processes share is searched once; of a memfd that nobody maps the address is the offset."
                        + " A match shows 32 bytes around itself."
            },
            examples = {
                "search web@1 PATH=",
                "search --command sh --mapping heap web@1 '/i=[0-9]+/'",
                "search --number web@1 0x7fff"
            },
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "EVIDENCE", help = "checkpoints, image directories, or files in such")
                    List<Evidence> evidence,
            @Argument(label = "PATTERN", help = "what to look for") String pattern,
            @Included Whose whose,
            @Included Where where,
            @Option(help = "look for the text in UTF-16") boolean utf16,
            @Option(help = "PATTERN is a whole number: look for its bytes") boolean number,
            @Option(label = "N", help = "the most matches to show", fallback = "1000") int limit) {

        public Request {
            if (limit < 1) {
                throw Problem.usage("--limit must be 1 or more");
            }
        }
    }

    /**
     * A match.
     *
     * @param mapping the file or kind of the memory, and its permissions
     * @param text the match with what stands around it
     * @param match the bytes that match
     */
    public record Row(
            String evidence,
            Optional<Integer> process,
            String command,
            String address,
            String mapping,
            String text,
            Optional<Contents> match,
            Optional<String> damage) {

        static Row damaged(String evidence, String what) {
            return new Row(evidence, Optional.empty(), "", "", "", "", Optional.empty(), Optional.of(what));
        }

        static Row of(String evidence, Match m) {
            return new Row(
                    evidence,
                    Optional.of(m.pid()),
                    m.command(),
                    "0x" + Long.toHexString(m.address()),
                    m.mapping().map(MappingName::of).orElse("unmapped"),
                    m.text(),
                    Optional.of(new Contents(m.bytes())),
                    Optional.empty());
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var needle = Sought.of(request.pattern(), request.utf16(), request.number());
        var rows = new ArrayList<Row>();
        for (var one : request.evidence()) {
            var asked = Asked.of(evidence.open(one), request.whose());
            asked.search(needle, request.where(), watch, match -> {
                boolean room = rows.size() < request.limit();
                if (room) {
                    rows.add(Row.of(one.text(), match));
                } else {
                    watch.note("there are more than " + request.limit() + " matches; --limit shows more");
                }
                return room;
            });
            asked.evidence().damage().forEach(what -> rows.add(Row.damaged(one.text(), what)));
        }
        return rows;
    }
}
