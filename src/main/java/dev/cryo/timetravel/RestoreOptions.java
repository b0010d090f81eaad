package dev.cryo.timetravel;

import dev.cryo.verb.Option;

/** How a container is brought back: the options that all verbs share which do that. */
public record RestoreOptions(
        @Option(fallback = "close", help = "established TCP connections: close them, keep them, or refuse them") Tcp tcp,
        @Option(help = "report what CRIU measured: forking, restore, pages") boolean printStats,
        @Option(
                        help = "for a container of plain runc: let Cryo's runtime stand in runc's place on the engine's host"
                                + " (mounted over it) for the time of the restore")
                boolean shadowRunc,
        @Option(
                        help = "let the container run before its memory is there, which comes while it runs; should what brings"
                                + " it fail, the container is ended")
                boolean lazy) {

    /** As when nothing is said. */
    public static final RestoreOptions DEFAULT = new RestoreOptions(Tcp.CLOSE, false, false, false);
}
