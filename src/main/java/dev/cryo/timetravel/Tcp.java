package dev.cryo.timetravel;

import java.util.List;

/** What becomes of established TCP connections. */
public enum Tcp {
    /** The container keeps them while it is dumped; when it is restored they are closed. */
    CLOSE,
    /** They are restored as they were; the peers must still be waiting. */
    KEEP,
    /** A container that has any is not dumped. */
    REFUSE;

    /** Lines for CRIU's configuration file at a dump. */
    List<String> forDump() {
        return this == REFUSE ? List.of() : List.of("tcp-established");
    }

    /** Lines for CRIU's configuration file at a restore. */
    List<String> forRestore() {
        return switch (this) {
            case CLOSE -> List.of("tcp-close");
            case KEEP -> List.of("tcp-established");
            case REFUSE -> List.of();
        };
    }
}
