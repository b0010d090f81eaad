package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What descriptors are called. */
class DescriptorsTest {

    /** A process whose descriptors 0, 1, … lead to these files, of which each has the number of its place. */
    private static List<String> named(MemoryImages images, int[] types, Wire... files) {
        var descriptors = new Wire[types.length];
        for (int i = 0; i < types.length; i++) {
            descriptors[i] =
                    new Wire().number(1, i).number(2, i % 2).number(3, types[i]).number(4, i);
        }
        images.put("fdinfo-1.img", Wire.image(ImageType.FDINFO, descriptors));
        images.put("files.img", Wire.image(ImageType.FILES, files));
        return ImageDirectory.open(images).processes().getFirst().descriptors().stream()
                .map(d -> d.number() + " " + d.type() + " " + d.what() + (d.closeOnExec() ? " close-on-exec" : ""))
                .toList();
    }

    private static Wire file(int id, int type, int field, Wire body) {
        return new Wire().number(1, type).number(2, id).message(field, body);
    }

    private static Wire inet(int protocol, int state, int[] local, int[] remote, int localPort, int remotePort) {
        var socket = new Wire()
                .number(1, 0)
                .number(2, 1)
                .number(3, 2)
                .number(4, 1)
                .number(5, protocol)
                .number(6, state);
        socket.number(7, localPort).number(8, remotePort);
        for (int word : local) {
            socket.number(11, Integer.toUnsignedLong(word));
        }
        for (int word : remote) {
            socket.number(12, Integer.toUnsignedLong(word));
        }
        return socket;
    }

    @Test
    void socketsShowProtocolAddressesAndState() {
        int[] v6 = {0, 0, 0, 0x01000000};
        assertEquals(
                List.of(
                        "0 inetsk tcp 10.0.0.2:4321 to 10.0.0.3:80 (established)",
                        "1 inetsk tcp [::1]:80 (listening) close-on-exec",
                        "2 inetsk udp 0.0.0.0:53 (not connected)"),
                named(
                        new Synthetic().images(),
                        new int[] {4, 4, 4},
                        file(0, 4, 4, inet(6, 1, new int[] {0x0200000a}, new int[] {0x0300000a}, 4321, 80)),
                        file(1, 4, 4, inet(6, 10, v6, new int[4], 80, 0)),
                        file(2, 4, 4, inet(17, 7, new int[1], new int[1], 53, 0))));
    }

    @Test
    void unixSocketsShowTheirPathOrAbstractName() {
        assertEquals(
                List.of(
                        "0 unixsk unix stream /run/app.sock (listening)",
                        "1 unixsk unix datagram @hidden (not connected) close-on-exec",
                        "2 unixsk unix seqpacket (established)"),
                named(
                        new Synthetic().images(),
                        new int[] {5, 5, 5},
                        file(
                                0,
                                5,
                                16,
                                new Wire().number(3, 1).number(4, 10).bytes(11, "/run/app.sock\0".getBytes(UTF_8))),
                        file(1, 5, 16, new Wire().number(3, 2).number(4, 7).bytes(11, "\0hidden".getBytes(UTF_8))),
                        file(2, 5, 16, new Wire().number(3, 5).number(4, 1).bytes(11, new byte[0]))));
    }

    @Test
    void othersShowWhatIsKnown() {
        var images = new Synthetic().images();
        images.put(
                "memfd.img",
                Wire.image(
                        ImageType.MEMFD_INODE,
                        new Wire().text(1, "scratch").number(5, 77).number(7, 5)));
        assertEquals(
                List.of(
                        "0 fifo /tmp/queue",
                        "1 eventpoll eventpoll close-on-exec",
                        "2 memfd memfd:scratch",
                        "3 tty tty close-on-exec",
                        "4 type 99 type 99"),
                named(
                        images,
                        new int[] {3, 7, 18, 11, 99},
                        file(0, 3, 17, new Wire().number(1, 0).number(2, 8).number(3, 9)),
                        file(1, 7, 9, new Wire().number(1, 1)),
                        file(2, 18, 20, new Wire().number(1, 2).number(5, 5)),
                        file(
                                9,
                                1,
                                3,
                                new Wire()
                                        .number(1, 9)
                                        .number(2, 0)
                                        .number(3, 0)
                                        .text(6, "/tmp/queue"))));
    }

    @Test
    void threadsBesideTheFirstHaveTheirOwnNames() {
        var images = new Synthetic()
                .images()
                .put(
                        "pstree.img",
                        Wire.image(
                                ImageType.PSTREE,
                                Synthetic.tree(1, 0).number(5, 1).number(5, 17)))
                .put(
                        "core-17.img",
                        Wire.image(ImageType.CORE, new Wire().number(1, 3).message(5, new Wire().text(13, "worker"))));
        assertEquals(
                List.of(
                        new DumpedThread(1, "synthetic", Reading.absent("the image of the thread holds no registers")),
                        new DumpedThread(
                                17,
                                "worker",
                                Reading.absent("registers are read of x86-64 only; this is CRIU's machine type 3"))),
                ImageDirectory.open(images).processes().getFirst().threads());
    }
}
