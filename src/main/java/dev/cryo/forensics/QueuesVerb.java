package dev.cryo.forensics;

import dev.cryo.criu.Bytes;
import dev.cryo.criu.Fields;
import dev.cryo.verb.Included;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code queues}: the bytes that were sent and not yet read. */
public final class QueuesVerb implements Verb<QueuesVerb.Request, List<QueuesVerb.Row>> {

    private static final Pattern MESSAGES = Pattern.compile("ipcns-msg-(\\d+)\\.img");

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
        var table = OpenFiles.of(asked.evidence());
        var holders = Holders.of(asked);
        var queues = Queues.of(asked.evidence());
        var files = table.all().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> holders.has(entry.getKey()))
                .toList();
        var rows = new ArrayList<Row>();
        for (var entry : files) {
            long id = entry.getKey();
            var file = entry.getValue().file();
            switch (entry.getValue().kind()) {
                case "isk" -> {
                    queues.tcp(file.number("ino", 0)).ifPresent(tcp -> {
                        add(rows, holders.of(id), "tcp received", ends(file), tcp.received());
                        add(rows, holders.of(id), "tcp sent", ends(file), tcp.sent());
                    });
                    queues.packets(id).forEach(packet -> add(rows, holders.of(id), "received", ends(file), packet));
                }
                case "usk" ->
                    queues.packets(id).forEach(packet -> add(rows, holders.of(id), "unix", Queues.unixName(file), packet));
                default -> queues.packets(id).forEach(packet -> add(rows, holders.of(id), "received", "", packet));
            }
        }
        pipes(files, holders, queues, rows);
        terminals(asked, rows);
        messages(asked, rows);
        return asked.withDamage(rows.stream(), Row::damaged);
    }

    private static void add(List<Row> rows, List<String> holders, String kind, String of, Bytes bytes) {
        if (bytes.length() > 0) {
            rows.add(new Row(
                    holders, kind, of, new Size(bytes.length()), Optional.of(new Contents(bytes)), Optional.empty()));
        }
    }

    private static String ends(Fields socket) {
        return Stream.of("src", "dst")
                .map(end -> socket.texts(end + "_addr").stream().findFirst().orElse("") + ":" + socket.number(end + "_port", 0))
                .reduce((one, other) -> one + " to " + other)
                .orElse("");
    }

    /** Both ends have the same bytes: one row, with those who hold either. */
    private static void pipes(
            List<Map.Entry<Long, OpenFiles.Entry>> files, Holders holders, Queues queues, List<Row> rows) {
        var pipes = new LinkedHashSet<Long>();
        files.forEach(entry -> entry.getValue().file().number("pipe_id").ifPresent(pipes::add));
        for (var pipe : pipes) {
            var either = files.stream()
                    .filter(entry -> entry.getValue().file().number("pipe_id", -1) == pipe)
                    .flatMap(entry -> holders.of(entry.getKey()).stream())
                    .toList();
            queues.pipe(pipe).ifPresent(bytes -> add(rows, either, "pipe", "pipe:[" + pipe + "]", bytes));
        }
    }

    private static void terminals(Asked asked, List<Row> rows) {
        for (var data : asked.evidence().records("tty-data.img")) {
            add(rows, List.of(), "terminal", "terminal " + data.number("tty_id", 0), data.bytes("data"));
        }
    }

    /** Behind each queue stand its messages: a header, and its text. */
    private static void messages(Asked asked, List<Row> rows) {
        for (var image : asked.evidence().imagesNamed(MESSAGES)) {
            for (var queue : asked.evidence().records(image.name())) {
                var name = queue.at("desc").map(d -> "queue " + d.number("id", 0) + ", key " + d.number("key", 0)).orElse("");
                queue.blobs("extra").forEach(text -> add(rows, List.of(), "system v message", name, text));
            }
        }
    }
}
