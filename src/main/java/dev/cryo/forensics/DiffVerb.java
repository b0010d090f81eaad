package dev.cryo.forensics;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code diff}: what changed between two checkpoints. */
public final class DiffVerb implements Verb<DiffVerb.Request, List<DiffVerb.Row>> {

    private final EvidenceReader evidence;

    public DiffVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "diff",
            summary = "Show what changed between two checkpoints, what matters first",
            details = {
                "Processes, their environment, files, sockets and mappings; then their memory: texts and numbers, old and"
                        + " new, and how many pages of each mapping changed. Processes are the same when their pids are.",
                "Texts come before numbers, numbers before pointers, and all of them before what changes at every moment:"
                        + " stacks, and pages in which everything changed."
            },
            examples = {"diff web@1 web@2", "diff --process 1 --limit 20 web@1 web@2"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "BEFORE", help = "a checkpoint, an image directory, or a file in one") Evidence before,
            @Argument(label = "AFTER", help = "another one") Evidence after,
            @Included Whose whose,
            @Option(label = "N", help = "the most changes to show", fallback = "100") int limit) {

        public Request {
            if (limit < 1 || limit > 100_000) {
                throw Problem.usage("--limit must be from 1 to 100000");
            }
        }
    }

    /** What changed. */
    public enum Kind {
        PROCESS,
        ENVIRONMENT,
        FILE,
        SOCKET,
        STRING,
        NUMBER,
        POINTER,
        MAPPING,
        PAGES
    }

    /**
     * A change.
     *
     * @param what such as a variable's name, or an address and its mapping
     * @param before empty for what is new
     * @param after empty for what is gone
     */
    public record Row(
            Optional<Kind> kind,
            Optional<Integer> process,
            String command,
            String what,
            String before,
            String after,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(Optional.empty(), Optional.empty(), "", "", "", "", Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var before = Asked.of(evidence.open(request.before()), request.whose());
        var after = Asked.of(evidence.open(request.after()), request.whose());
        var changes = new Changes(request.limit());
        new StateDifference(before, after, changes).collect();
        for (var now : after.processes()) {
            before.processes().stream()
                    .filter(then -> then.pid() == now.pid())
                    .findFirst()
                    .ifPresent(then -> new MemoryDifference(then, now, changes, watch).collect());
        }
        if (changes.left() > 0) {
            watch.note(changes.left() + " more changes matter less; --limit shows more");
        }
        return Stream.concat(
                        changes.ranked(),
                        Stream.concat(before.evidence().damage().stream(), after.evidence().damage().stream())
                                .distinct()
                                .map(Row::damaged))
                .toList();
    }
}
