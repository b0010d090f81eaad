package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What CRIU is to do with things that it refuses by itself: the options that {@code checkpoint} and {@code capture} share. */
public record CriuOptions(
        @Option(
                        fallback = "close",
                        help = "established TCP connections: close them when restored, keep them, or refuse to dump")
                Tcp tcp,
        @Option(help = "leave out TCP connections that are only being made") boolean skipInFlight,
        @Option(help = "dump file locks, and take them again when restored") boolean fileLocks,
        @Option(label = "SIZE", help = "how big a deleted file that is still open may be (default: 1m)")
                Optional<Size> ghostLimit,
        @Option(help = "dump files that were deleted under the name they were opened by and have another")
                boolean linkRemap,
        @Option(help = "dump unix sockets whose other end is outside the container (datagrams, in one network)")
                boolean extUnixSockets,
        @Option(help = "report what CRIU measured: freezing, frozen, dump, write, pages") boolean printStats) {

    /** As when nothing is said. */
    public static final CriuOptions DEFAULT =
            new CriuOptions(Tcp.CLOSE, false, false, Optional.empty(), false, false, false);

    /** Lines for CRIU's configuration file at a dump. */
    List<String> forDump() {
        var lines = new ArrayList<>(tcp.forDump());
        if (skipInFlight) {
            lines.add("skip-in-flight");
        }
        ghostLimit.ifPresent(limit -> lines.add("ghost-limit " + limit.bytes()));
        repeated().forEach(option -> lines.add(option.line()));
        return lines;
    }

    /**
     * These for a container that only Docker's own restore can bring back, which repeats no option: connections are not
     * dumped, for they could not be restored.
     *
     * @throws Problem when an option is wanted that it would have to repeat
     */
    CriuOptions forDockersRestore(Container container) {
        if (!repeated().isEmpty() || tcp == Tcp.KEEP) {
            throw Problem.failed("'" + container.name() + "' could not be restored: only Docker's API can bring it back, which"
                            + " tells CRIU nothing")
                    .evidence(repeated().isEmpty()
                            ? "--tcp keep is wanted"
                            : "a restore must repeat " + repeated().stream().map(option -> "--" + option.line()).toList())
                    .remedy("make it anew under Cryo's runtime; 'doctor " + container.name() + "' tells more");
        }
        return new CriuOptions(
                Tcp.REFUSE, skipInFlight, fileLocks, ghostLimit, linkRemap, extUnixSockets, printStats);
    }

    /** Those that a restore must repeat; the checkpoint remembers them. */
    List<Repeated> repeated() {
        var options = new ArrayList<Repeated>();
        if (fileLocks) {
            options.add(Repeated.FILE_LOCKS);
        }
        if (linkRemap) {
            options.add(Repeated.LINK_REMAP);
        }
        if (extUnixSockets) {
            options.add(Repeated.EXT_UNIX_SK);
        }
        return options;
    }
}
