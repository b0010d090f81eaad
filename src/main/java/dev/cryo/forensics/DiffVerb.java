package dev.cryo.forensics;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.Argument;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@code diff}: what changed between two checkpoints. */
public final class DiffVerb implements Verb<DiffVerb.Request, List<DiffVerb.Row>> {

    private final EvidenceReader evidence;
    private final Subjects subjects;

    public DiffVerb(EvidenceReader evidence, Subjects subjects) {
        this.evidence = evidence;
        this.subjects = subjects;
    }

    @Usage(
            name = "diff",
            summary = "Show what changed between checkpoints, what matters first",
            details = {
                "Processes, their environment, files, sockets, namespaces and mappings; the files of the container and its"
                        + " volumes, where the checkpoints hold them; then the memory: texts and numbers, old and new, and how"
                        + " many pages of each mapping changed. Processes are the same when their pids are.",
                "Texts come before numbers, numbers before pointers, and all of them before what changes at every moment:"
                        + " stacks, and pages in which everything changed. Of more than two checkpoints each is compared"
                        + " with the one before it, and 'since' names that.",
                "--against-files compares code with the program files instead, which come from the container (or a new one of"
                        + " its image, or out of --files): what was patched, and executable memory without a file, as injected"
                        + " code has it, and just-in-time compilers."
            },
            examples = {
                "diff web@1 web@2",
                "diff --process 1 --limit 20 web@1 web@2",
                "diff --limit 5 web@1 web@2 web@2",
                "diff --against-files web@1"
            },
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "EVIDENCE", help = "two or more: checkpoints, image directories, or files in such")
                    List<Evidence> evidence,
            @Included Whose whose,
            @Option(help = "compare code in memory with the files that it came from") boolean againstFiles,
            @Option(label = "DIR", help = "the folder that holds the container's files") Optional<Path> files,
            @Option(label = "N", help = "the most changes to show of each two", fallback = "100") int limit) {

        public Request {
            if (evidence.size() < 2 && !againstFiles) {
                throw Problem.usage("there is nothing to compare '" + evidence.getFirst() + "' with")
                        .remedy("name two checkpoints, the older first: diff web@1 web@2");
            }
            if (limit < 1 || limit > 100_000) {
                throw Problem.usage("--limit must be from 1 to 100000");
            }
        }
    }

    /** What changed. */
    public enum Kind {
        /** Code that is not as its file has it, or has none. */
        CODE,
        PROCESS,
        ENVIRONMENT,
        FILE,
        SOCKET,
        NAMESPACE,
        FILESYSTEM,
        STRING,
        NUMBER,
        POINTER,
        MAPPING,
        PAGES
    }

    /**
     * A change.
     *
     * @param since the checkpoint that it is compared with, where there are more than two
     * @param what such as a variable's name, or an address and its mapping
     * @param before empty for what is new
     * @param after empty for what is gone
     */
    public record Row(
            String since,
            Optional<Kind> kind,
            Optional<Integer> process,
            String command,
            String what,
            String before,
            String after,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row("", Optional.empty(), Optional.empty(), "", "", "", "", Optional.of(what));
        }

        Row since(String evidence) {
            return new Row(evidence, kind, process, command, what, before, after, damage);
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var named = request.evidence();
        if (request.againstFiles()) {
            return named.stream().flatMap(one -> againstFiles(request, one, watch)).toList();
        }
        if (named.size() == 2) {
            return compare(request, 1, watch).toList();
        }
        return IntStream.range(1, named.size())
                .boxed()
                .flatMap(i -> compare(request, i, watch).map(row -> row.since(named.get(i - 1).text())))
                .toList();
    }

    private Stream<Row> againstFiles(Request request, Evidence one, Watch watch) {
        var asked = Asked.of(evidence.open(one), request.whose());
        var changes = new Changes(request.limit());
        try (var programs = ProgramFiles.of(asked.evidence(), request.files(), subjects); var desk = Desk.make()) {
            new AgainstFiles(asked, programs, desk, changes, watch).collect();
        }
        var since = request.evidence().size() == 1 ? "" : one.text();
        return shown(changes, asked.evidence().damage().stream(), watch).map(row -> row.since(since));
    }

    private static Stream<Row> shown(Changes changes, Stream<String> damage, Watch watch) {
        if (changes.left() > 0) {
            watch.note(changes.left() + " more changes matter less; --limit shows more");
        }
        return Stream.concat(changes.ranked(), damage.distinct().map(Row::damaged));
    }

    /** What changed between one evidence and the one before it. */
    private Stream<Row> compare(Request request, int number, Watch watch) {
        var before = Asked.of(evidence.open(request.evidence().get(number - 1)), request.whose());
        var after = Asked.of(evidence.open(request.evidence().get(number)), request.whose());
        var changes = new Changes(request.limit());
        new StateDifference(before, after, changes).collect();
        if (request.whose().isAll()) {
            new FilesystemDifference(before, after, changes, watch).collect();
        }
        for (var now : after.processes()) {
            before.processes().stream()
                    .filter(then -> then.pid() == now.pid())
                    .findFirst()
                    .ifPresent(then -> new MemoryDifference(then, now, changes, watch).collect());
        }
        var damage = Stream.concat(before.evidence().damage().stream(), after.evidence().damage().stream());
        return shown(changes, damage, watch);
    }
}
