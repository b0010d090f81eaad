package dev.cryo.criu;

import java.util.Optional;

/** What a descriptor leads to. Paths and names are the container's and hostile. */
public sealed interface OpenFile {

    /** One line that names it, as {@code ls -l /proc/PID/fd} would where that says something. */
    String what();

    /**
     * A file, folder or device, by the path it was opened by.
     *
     * @param position in bytes from the start
     * @param flags of open(2)
     */
    record Regular(String path, long position, int flags) implements OpenFile {
        @Override
        public String what() {
            return path;
        }
    }

    /**
     * One end of a pipe.
     *
     * @param id the same for both ends
     * @param flags of open(2): 0 reads, 1 writes
     */
    record Pipe(int id, int flags) implements OpenFile {
        @Override
        public String what() {
            return "pipe:[" + Integer.toUnsignedString(id) + "]";
        }
    }

    /** A named pipe; the path where the checkpoint knows it. */
    record Fifo(int id, Optional<String> path) implements OpenFile {
        @Override
        public String what() {
            return path.orElse("fifo:[" + Integer.toUnsignedString(id) + "]");
        }
    }

    /**
     * A socket of the internet protocols.
     *
     * @param protocol {@code tcp}, {@code udp}, or the protocol's number
     * @param local address and port
     * @param remote address and port, 0 where there is none
     * @param state {@code listening}, {@code established}, …
     */
    record InetSocket(String protocol, String local, String remote, String state) implements OpenFile {
        @Override
        public String what() {
            return protocol + " " + local + (remote.endsWith(":0") ? "" : " to " + remote) + " (" + state + ")";
        }
    }

    /**
     * A socket within the host.
     *
     * @param type {@code stream}, {@code datagram} or {@code seqpacket}
     * @param name its path, or {@code @} and its abstract name; empty for none
     * @param state {@code listening}, {@code established}, …
     */
    record UnixSocket(String type, Optional<String> name, String state) implements OpenFile {
        @Override
        public String what() {
            return "unix " + type + name.map(path -> " " + path).orElse("") + " (" + state + ")";
        }
    }

    /** Memory behind a descriptor. */
    record Memory(String name) implements OpenFile {
        @Override
        public String what() {
            return "memfd:" + name;
        }
    }

    /** Anything else, named by its type only; or a descriptor whose file is not in the checkpoint's table. */
    record Other(String what) implements OpenFile {}
}
