package dev.cryo.forensics;

import dev.cryo.verb.Included;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;

/** {@code queues}: the bytes that were sent and not yet read. */
public final class QueuesVerb implements Verb<QueuesVerb.Request, List<QueuesVerb.Row>> {

    private final EvidenceReader evidence;

    public QueuesVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "queues",
            summary = "Show the bytes on their way in a checkpoint: in TCP, pipes, unix sockets, terminals, message queues",
            details = "A table shows the beginning of each, --json all of it; what is not printable ASCII is escaped.",
            examples = {"queues web@1", "queues --process 1 web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(@Included About about) {}

    /**
     * What waits in one queue; a packet of one.
     *
     * @param holders process and descriptor of each that has that end, or either end of a pipe
     * @param kind such as {@code tcp received}
     * @param of which queue, in words
     */
    public record Row(
            List<String> holders, String kind, String of, Size size, Optional<Contents> contents, Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(List.of(), "", "", new Size(0), Optional.empty(), Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = Asked.of(evidence, request.about());
        return asked.withDamage(Waiting.in(asked).stream().map(QueuesVerb::row), Row::damaged);
    }

    private static Row row(Waiting waiting) {
        return new Row(
                waiting.holders().stream().map(Object::toString).toList(),
                waiting.kind(),
                waiting.of(),
                new Size(waiting.bytes().length()),
                Optional.of(new Contents(waiting.bytes())),
                Optional.empty());
    }
}
