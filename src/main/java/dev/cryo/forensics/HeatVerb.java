package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.ChangedPages;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Mapping;
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

/** {@code heat}: where in memory pages changed between checkpoints, as a map. */
public final class HeatVerb implements Verb<HeatVerb.Request, HeatMap> {

    private static final int PAGE = 4096;

    private final EvidenceReader evidence;

    public HeatVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "heat",
            summary = "Draw where in memory pages changed between checkpoints",
            details = {
                "Each mapping of each process is a strip of cells, and a cell some pages in a row: the darker, the more of them"
                        + " changed. The mappings with most changes come first, the others are summed. A page that only one"
                        + " checkpoint holds counts as changed; a process or mapping that the last one does not have is not"
                        + " shown. 'diff' tells what is in the pages.",
                "Of more than two checkpoints each is compared with the one before it: a cell is then as dark as its pages"
                        + " changed from one to the next on average. What checkpoints of one store share is not read.",
                "--json has each cell's addresses, its pages, and how many of them changed."
            },
            examples = {"heat web@1 web@2", "heat --process 1 --mappings 3 web@1 web@2 web@2"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "EVIDENCE", help = "two or more: checkpoints, image directories, or files in such")
                    List<Evidence> evidence,
            @Included Whose whose,
            @Option(label = "N", help = "the most mappings to draw of each process", fallback = "8") int mappings,
            @Option(label = "N", help = "the most cells of a strip (default: what the terminal has room for)")
                    Optional<Integer> width) {

        public Request {
            if (evidence.size() < 2) {
                throw Problem.usage("there is nothing to compare '" + evidence.getFirst() + "' with")
                        .remedy("name two checkpoints, the older first: heat web@1 web@2");
            }
            if (mappings < 1 || mappings > 100_000) {
                throw Problem.usage("--mappings must be from 1 to 100000");
            }
            if (width.isPresent() && (width.get() < 1 || width.get() > 1000)) {
                throw Problem.usage("--width must be from 1 to 1000");
            }
        }
    }

    /**
     * A mapping; or what could not be read.
     *
     * @param range its addresses, or empty for the sum of others
     * @param pages how many it has
     * @param changed how many of them changed
     * @param cells of the strip, ascending; none for the sum of others
     */
    public record Row(
            Optional<Integer> process,
            String command,
            String range,
            String mapping,
            String permissions,
            long pages,
            long changed,
            List<Cell> cells,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(Optional.empty(), "", "", "", "", 0, 0, List.of(), Optional.of(what));
        }
    }

    /**
     * Some pages in a row.
     *
     * @param changed how many of them changed
     * @param share which part of them changed, from 0 to 1; over several checkpoints, on average from one to the next
     */
    public record Cell(String range, long pages, long changed, double share) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public HeatMap run(Request request, Watch watch) {
        var asked = request.evidence().stream().map(one -> Asked.of(evidence.open(one), request.whose())).toList();
        var heated = asked.getLast().processes().stream()
                .map(process -> new HeatMap.Heated(process.pid(), process.command(), mappings(asked, process, watch)))
                .toList();
        var damage = asked.stream().flatMap(one -> one.evidence().damage().stream()).distinct().toList();
        return new HeatMap(heated, asked.size() - 1, request.mappings(), request.width(), damage);
    }

    /** The mappings of a process, as the last checkpoint has them, with what changed on the way there. */
    private static List<HeatMap.Warm> mappings(List<Asked> asked, DumpedProcess process, Watch watch) {
        var spaces = asked.stream().map(one -> space(one, process.pid())).toList();
        var last = spaces.getLast();
        if (last.isEmpty()) {
            return List.of();
        }
        var warm = new ArrayList<HeatMap.Warm>();
        for (var mapping : last.get().mappings()) {
            var counts = new PageCounts();
            // The kernel's lie behind all others.
            for (int step = 1; step < spaces.size() && mapping.start() >= 0; step++) {
                watch.step("comparing memory of " + process.pid() + " at " + Long.toHexString(mapping.start()));
                count(asked.get(step), spaces.get(step - 1), spaces.get(step), mapping, counts, watch);
            }
            warm.add(new HeatMap.Warm(mapping, counts));
        }
        return warm;
    }

    private static Optional<AddressSpace> space(Asked asked, int pid) {
        return asked.processes().stream()
                .filter(process -> process.pid() == pid)
                .findFirst()
                .flatMap(process -> process.addressSpace().toOptional());
    }

    private static void count(
            Asked asked, Optional<AddressSpace> then, Optional<AddressSpace> now, Mapping mapping, PageCounts counts, Watch watch) {
        if (then.isPresent() && now.isPresent()) {
            asked.guarded(() -> ChangedPages.between(
                    then.get(), now.get(), mapping.start(), mapping.end(), watch,
                    (address, pages) -> counts.add((address - mapping.start()) / PAGE, pages)));
        }
    }
}
