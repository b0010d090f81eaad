package dev.cryo.forensics;

import dev.cryo.criu.Match;
import dev.cryo.criu.Needle;
import dev.cryo.criu.SearchOverMany;
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
        return request.evidence().size() == 1
                ? one(request, needle, request.evidence().getFirst(), watch)
                : many(request, needle, watch);
    }

    private List<Row> one(Request request, Needle needle, Evidence one, Watch watch) {
        var rows = new ArrayList<Row>();
        var asked = Asked.of(evidence.open(one), request.whose());
        asked.search(needle, request.where(), watch, match -> {
            boolean room = rows.size() < request.limit();
            if (room) {
                rows.add(Row.of(one.text(), match));
            } else {
                more(request, watch);
            }
            return room;
        });
        asked.evidence().damage().forEach(what -> rows.add(Row.damaged(one.text(), what)));
        return rows;
    }

    private static void more(Request request, Watch watch) {
        watch.note("there are more than " + request.limit() + " matches; --limit shows more");
    }

    /** What several checkpoints of the store share is searched once. */
    private List<Row> many(Request request, Needle needle, Watch watch) {
        var asked = request.evidence().stream().map(one -> Asked.of(evidence.open(one), request.whose())).toList();
        var rows = asked.stream().map(_ -> (List<Row>) new ArrayList<Row>()).toList();
        SearchOverMany.search(asked.stream().map(Asked::processes).toList(), needle, watch, new SearchOverMany.Taker() {
            @Override
            public boolean take(int checkpoint, Match match) {
                if (request.where().matches(match)) {
                    rows.get(checkpoint).add(Row.of(request.evidence().get(checkpoint).text(), match));
                }
                // One more than is shown, to tell that there are more.
                return rows.get(checkpoint).size() <= request.limit();
            }

            @Override
            public void lost(int checkpoint, Problem why) {
                asked.get(checkpoint).evidence().damaged(why.what() + ": " + String.join("; ", why.evidence()));
            }
        });
        var matches = rows.stream().flatMap(List::stream).toList();
        if (matches.size() > request.limit()) {
            more(request, watch);
        }
        var shown = new ArrayList<>(matches.subList(0, Math.min(matches.size(), request.limit())));
        for (int i = 0; i < asked.size(); i++) {
            var name = request.evidence().get(i).text();
            asked.get(i).evidence().damage().forEach(what -> shown.add(Row.damaged(name, what)));
        }
        return shown;
    }
}
