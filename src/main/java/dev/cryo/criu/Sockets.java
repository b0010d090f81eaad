package dev.cryo.criu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;

/** Reads the entries of sockets. */
final class Sockets {

    private Sockets() {}

    /**
     * {@code inet_sk_entry}: family = 3, type = 4, proto = 5, state = 6, src_port = 7, dst_port = 8, src_addr = 11,
     * dst_addr = 12. Addresses are words whose bytes, in memory, are in network order.
     */
    static OpenFile inet(Message socket) {
        long protocol = socket.required(5);
        var name = switch ((int) protocol) {
            case 1, 58 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 136 -> "udplite";
            default -> "ip protocol " + Long.toUnsignedString(protocol);
        };
        return new OpenFile.InetSocket(
                name, address(socket, 11, 7), address(socket, 12, 8), state(socket.required(6), protocol == 6));
    }

    /** {@code unix_sk_entry}: type = 3, state = 4, name = 11 (bytes; an abstract one begins with NUL). */
    static OpenFile unix(Message socket) {
        var type = switch ((int) socket.required(3)) {
            case 1 -> "stream";
            case 2 -> "datagram";
            case 5 -> "seqpacket";
            default -> "type " + Long.toUnsignedString(socket.required(3));
        };
        var name = socket.text(11)
                .filter(text -> !text.isEmpty())
                .map(text -> text.charAt(0) == 0 ? "@" + text.substring(1) : text.replaceFirst("\0+$", ""));
        return new OpenFile.UnixSocket(type, name, state(socket.required(4), false));
    }

    private static String address(Message socket, int field, int port) {
        var words = new ArrayList<Integer>();
        socket.numbers(field, word -> {
            if (words.size() == 4) {
                throw socket.damaged("an address is longer than 16 bytes");
            }
            words.add((int) word);
        });
        var bytes = ByteBuffer.allocate(4 * words.size()).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(bytes::putInt);
        try {
            var text = AddressText.of(bytes.array());
            return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + socket.id(port);
        } catch (IllegalArgumentException e) {
            throw socket.damaged("an address is " + 4 * words.size() + " bytes long")
                    .cause(e);
        }
    }

    /** The kernel's numbers of TCP's states, which other sockets borrow. */
    private static String state(long number, boolean tcp) {
        return switch ((int) number) {
            case 1 -> "established";
            case 2 -> "connecting";
            case 3 -> "accepting";
            case 4, 5, 11 -> "closing";
            case 6 -> "time wait";
            case 7 -> tcp ? "closed" : "not connected";
            case 8 -> "closed by the peer";
            case 9 -> "last acknowledgement";
            case 10 -> "listening";
            default -> "state " + Long.toUnsignedString(number);
        };
    }
}
