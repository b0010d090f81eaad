package dev.cryo.forensics;

import dev.cryo.criu.Fields;
import dev.cryo.verb.Included;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code sockets}: what processes talked over. */
public final class SocketsVerb implements Verb<SocketsVerb.Request, List<SocketsVerb.Row>> {

    private final EvidenceReader evidence;

    public SocketsVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "sockets",
            summary = "List the sockets of the processes in a checkpoint",
            details = "Received bytes are those that the process had not read yet, sent ones those that the peer had not"
                    + " acknowledged; 'queues' shows them.",
            examples = {"sockets web@1", "sockets --command sh web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(@Included About about) {}

    /**
     * A socket.
     *
     * @param holders process and descriptor of each that has it open
     * @param local address and port, or name
     * @param remote address and port, or the peer's number
     */
    public record Row(
            List<String> holders,
            String family,
            String type,
            String state,
            String local,
            String remote,
            Size received,
            Size sent,
            long inode,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(List.of(), "", "", "", "", "", new Size(0), new Size(0), 0, Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = Asked.of(evidence, request.about());
        return asked.withDamage(rows(asked), Row::damaged);
    }

    static Stream<Row> rows(Asked asked) {
        var table = OpenFiles.of(asked.evidence());
        var holders = Holders.of(asked);
        var queues = Queues.of(asked.evidence());
        return table.all().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(entry -> holders.has(entry.getKey()))
                .flatMap(entry -> row(entry.getKey(), entry.getValue(), holders, queues).stream());
    }

    private static Optional<Row> row(long id, OpenFiles.Entry entry, Holders holders, Queues queues) {
        var socket = entry.file();
        long inode = socket.number("ino", 0);
        return switch (entry.kind()) {
            case "isk" -> {
                var tcp = queues.tcp(inode);
                boolean isTcp = word(socket, "proto").equals("tcp");
                yield Optional.of(new Row(
                        holders.of(id),
                        word(socket, "family"),
                        isTcp || word(socket, "proto").equals("udp") ? word(socket, "proto") : word(socket, "type"),
                        state(socket, isTcp),
                        address(socket, "src_addr", "src_port"),
                        address(socket, "dst_addr", "dst_port"),
                        new Size(tcp.map(q -> (long) q.received().length()).orElseGet(() -> queues.packetBytes(id))),
                        new Size(tcp.map(q -> (long) q.sent().length()).orElse(0L)),
                        inode,
                        Optional.empty()));
            }
            case "usk" -> {
                long peer = socket.number("peer", 0);
                yield Optional.of(new Row(
                        holders.of(id),
                        "unix",
                        word(socket, "type"),
                        state(socket, false),
                        Queues.unixName(socket),
                        peer == 0 ? "" : Long.toUnsignedString(peer),
                        new Size(queues.packetBytes(id)),
                        new Size(0),
                        inode,
                        Optional.empty()));
            }
            case "nlsk", "psk" -> Optional.of(new Row(
                        holders.of(id),
                        entry.kind().equals("nlsk") ? "netlink" : "packet",
                        "protocol " + socket.number("protocol", 0),
                        "",
                        entry.kind().equals("nlsk") ? "port " + socket.number("portid", 0) : "interface " + socket.number("ifindex", 0),
                        "",
                        new Size(queues.packetBytes(id)),
                        new Size(0),
                        inode,
                        Optional.empty()));
            default -> Optional.empty();
        };
    }

    private static String word(Fields socket, String name) {
        return socket.text(name).orElse("").toLowerCase(Locale.ROOT);
    }

    /** Other sockets borrow TCP's numbers: theirs are "connected" and "not connected". */
    private static String state(Fields socket, boolean tcp) {
        var state = word(socket, "state").replace('_', ' ');
        return !tcp && state.equals("close") ? "not connected" : state;
    }

    private static String address(Fields socket, String words, String port) {
        var address = socket.texts(words).stream().findFirst().orElse("");
        return address.isEmpty()
                ? ""
                : (address.contains(":") ? "[" + address + "]" : address) + ":" + socket.number(port, 0);
    }
}
