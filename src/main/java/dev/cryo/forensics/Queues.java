package dev.cryo.forensics;

import dev.cryo.criu.Bytes;
import dev.cryo.criu.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The bytes that were on their way between processes: {@code tcp-stream-INODE.img}, {@code sk-queues.img} (by the number
 * of the socket that receives), {@code pipes-data.img} and {@code fifo-data.img} (by the pipe's number).
 */
final class Queues {

    private static final Pattern TCP = Pattern.compile("tcp-stream-([0-9a-f]+)\\.img");

    /** What a TCP socket had received and not read, and sent without being acknowledged. */
    record Tcp(Bytes received, Bytes sent) {}

    private final Map<Long, Tcp> streams = new HashMap<>();
    private final Map<Long, List<Bytes>> packets = new HashMap<>();
    private final Map<Long, Bytes> pipes = new HashMap<>();

    private Queues() {}

    static Queues of(OpenedEvidence evidence) {
        var queues = new Queues();
        for (var image : evidence.imagesNamed(TCP)) {
            if (image.number().length() <= 16) {
                evidence.record(image.name())
                        .flatMap(stream -> stream.at("extra"))
                        .ifPresent(extra -> queues.streams.put(
                                Long.parseUnsignedLong(image.number(), 16),
                                new Tcp(extra.bytes("inq"), extra.bytes("outq"))));
            }
        }
        for (var packet : evidence.records("sk-queues.img")) {
            queues.packets
                    .computeIfAbsent(packet.number("id_for", 0), _ -> new ArrayList<>())
                    .add(packet.bytes("extra"));
        }
        for (var name : List.of("pipes-data.img", "fifo-data.img")) {
            for (var data : evidence.records(name)) {
                queues.pipes.put(data.number("pipe_id", 0), data.bytes("extra"));
            }
        }
        return queues;
    }

    Optional<Tcp> tcp(long inode) {
        return Optional.ofNullable(streams.get(inode));
    }

    /** What waits to be received, packet by packet; a stream comes in pieces as well. */
    List<Bytes> packets(long socket) {
        return packets.getOrDefault(socket, List.of());
    }

    long packetBytes(long socket) {
        return packets(socket).stream().mapToLong(Bytes::length).sum();
    }

    Optional<Bytes> pipe(long pipe) {
        return Optional.ofNullable(pipes.get(pipe)).filter(bytes -> bytes.length() > 0);
    }

    /** The name of a unix socket: a path, or {@code @} and an abstract name; empty for none. */
    static String unixName(Fields socket) {
        var name = socket.quoted("name");
        return name.startsWith("\0") ? "@" + name.substring(1) : name.replaceFirst("\0+$", "");
    }
}
