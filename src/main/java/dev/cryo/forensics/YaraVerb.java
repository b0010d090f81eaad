package dev.cryo.forensics;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** {@code yara}: rules of YARA over the memory in checkpoints. */
public final class YaraVerb implements Verb<YaraVerb.Request, List<YaraVerb.Row>> {

    private final EvidenceReader evidence;

    public YaraVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "yara",
            summary = "Run YARA rules over the memory in checkpoints",
            details = {
                "The program 'yara' must be there (Debian: apt-get install yara). A rule is asked of each process by itself:"
                        + " its file is all that the checkpoint holds of that process's memory, shared memory too.",
                "A rule whose condition names no string has a row without an address. Strings over memory that does not lie"
                        + " together in the process are left out."
            },
            examples = {"yara rules.yar web@1", "yara --command sh --permissions w rules.yar web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "RULES", help = "a file of rules") Path rules,
            @Argument(label = "EVIDENCE", help = "checkpoints, image directories, or files in such")
                    List<Evidence> evidence,
            @Included Whose whose,
            @Included Where where,
            @Option(label = "N", help = "the most matches to show", fallback = "1000") int limit) {

        public Request {
            if (limit < 1) {
                throw Problem.usage("--limit must be 1 or more");
            }
        }
    }

    /**
     * A string of a rule that holds.
     *
     * @param string its identifier; empty for a rule that holds without one
     * @param mapping the file or kind of the memory, and its permissions
     * @param text what was found: texts as such, bytes in hexadecimal
     */
    public record Row(
            String evidence,
            String rule,
            String string,
            Optional<Integer> process,
            String command,
            String address,
            String mapping,
            String text,
            Optional<String> damage) {

        static Row damaged(String evidence, String what) {
            return new Row(evidence, "", "", Optional.empty(), "", "", "", "", Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        if (!Files.isReadable(request.rules())) {
            throw Problem.failed("there is no file '" + request.rules() + "' that can be read")
                    .remedy("name a file of YARA rules");
        }
        var rows = new ArrayList<Row>();
        var noted = new HashSet<String>();
        for (var one : request.evidence()) {
            var asked = Asked.of(evidence.open(one), request.whose());
            for (var process : asked.processes()) {
                var scan = new YaraScan(request, one.text(), process, rows, line -> {
                    if (noted.add(line)) {
                        watch.note(line);
                    }
                });
                scan.run(asked, watch);
            }
            asked.evidence().damage().forEach(what -> rows.add(Row.damaged(one.text(), what)));
        }
        return rows;
    }
}
