package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Mapping;
import dev.cryo.criu.Reading;
import dev.cryo.verb.Included;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code maps}: how the memory of processes was laid out. */
public final class MapsVerb implements Verb<MapsVerb.Request, List<MapsVerb.Row>> {

    private final EvidenceReader evidence;

    public MapsVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "maps",
            summary = "Show the memory mappings of the processes in a checkpoint",
            details = "As /proc/PID/maps, and how much of each mapping the checkpoint holds. Of a checkpoint that"
                    + " builds on another, 'in parent' is what did not change since.",
            examples = {"maps web@1", "maps --process 1 web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(@Included About about) {}

    /** A mapping; or why a process has none. */
    public record Row(
            Optional<Integer> process,
            String command,
            String range,
            String permissions,
            Optional<Mapping.Kind> kind,
            Size size,
            Size resident,
            Size inParent,
            Reading<String> file,
            String offset,
            Optional<String> damage) {

        static Row damaged(String what) {
            return absent(Optional.empty(), "", "damaged", Optional.of(what));
        }

        private static Row absent(Optional<Integer> process, String command, String why, Optional<String> damage) {
            return new Row(
                    process, command, "", "", Optional.empty(), new Size(0), new Size(0), new Size(0),
                    Reading.absent(why), "", damage);
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = Asked.of(evidence, request.about());
        return asked.withDamage(asked.processes().stream().flatMap(MapsVerb::rows), Row::damaged);
    }

    private static Stream<Row> rows(DumpedProcess p) {
        return switch (p.addressSpace()) {
            case Reading.Value<AddressSpace>(var space) -> space.mappings().stream().map(m -> row(p, space, m));
            case Reading.Absent<AddressSpace>(var why) ->
                Stream.of(Row.absent(Optional.of(p.pid()), p.command(), why, Optional.empty()));
        };
    }

    private static Row row(DumpedProcess p, AddressSpace space, Mapping m) {
        var residency = space.residency(m);
        return new Row(
                Optional.of(p.pid()),
                p.command(),
                Long.toHexString(m.start()) + "-" + Long.toHexString(m.end()),
                m.permissions(),
                Optional.of(m.kind()),
                new Size(m.length()),
                new Size(residency.here()),
                new Size(residency.inParent()),
                Reading.of(m.path().orElse("")),
                m.path().isPresent() ? "0x" + Long.toHexString(m.offset()) : "",
                Optional.empty());
    }
}
