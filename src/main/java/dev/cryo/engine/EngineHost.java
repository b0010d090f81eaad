package dev.cryo.engine;

import dev.cryo.verb.HostPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The machine that an engine's daemon runs on, seen as the daemon sees it: scripts run and files are read there, as
 * root. Every method throws {@link dev.cryo.verb.Problem} when the host cannot be reached.
 */
public interface EngineHost {

    /**
     * Starts a script there, in a session of its own, so that neither Ctrl-C at Cryo's terminal nor Cryo's death ends
     * it; it sees the end of its standard input when Cryo dies.
     */
    HostProcess start(HostScript script, List<String> arguments);

    /** Runs a script there to its end. */
    default HostResult run(HostScript script, List<String> arguments) {
        try (var process = start(script, arguments)) {
            return process.finish();
        }
    }

    /**
     * Up to {@code length} bytes of a file there, from {@code offset} on; fewer where it ends.
     *
     * @throws dev.cryo.verb.Problem when it cannot be read
     */
    byte[] read(HostPath file, long offset, int length);

    /** The whole of a small file there (at most 64 MiB). */
    default byte[] read(HostPath file) {
        return read(file, 0, 64 << 20);
    }

    boolean exists(HostPath path);

    /** The names in a folder there; empty when there is no such folder. */
    List<String> list(HostPath folder);

    /** Where a file or folder of Cryo's machine lies on the engine host, when it can be reached there without copying. */
    Optional<HostPath> view(Path local);

    /** Where a file or folder of the engine host lies on Cryo's machine, when it can be reached without copying. */
    Optional<Path> local(HostPath path);
}
