package dev.cryo.engine;

import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An engine host on the same kernel: Cryo is root, and enters the daemon's namespaces where they are not its own.
 *
 * @param daemon the pid, as Cryo sees it, of a process that lives in the daemon's namespaces and outlives it, if there is one
 * @param root the daemon's root folder as Cryo sees it
 * @param outside where the daemon sees Cryo's root folder; empty when it does not
 */
public record DirectHost(long daemon, Path root, Optional<HostPath> outside, boolean sameNamespaces)
        implements EngineHost {

    private static final Path OWN_ROOT = Path.of("/");

    /** The host on which process {@code inhabitant} lives. */
    public static DirectHost of(long inhabitant) {
        try {
            long daemon = eldest(inhabitant);
            var same = sameNamespace(daemon, "mnt") && sameNamespace(daemon, "pid");
            var root = same ? OWN_ROOT : Path.of("/proc/" + daemon + "/root");
            var window = root.resolve("host");
            var outside = same
                    ? Optional.of(new HostPath("/"))
                    : Files.isDirectory(window) && Files.isSameFile(OWN_ROOT, window)
                            ? Optional.of(new HostPath("/host"))
                            : Optional.<HostPath>empty();
            return new DirectHost(daemon, root, outside, same);
        } catch (IOException e) {
            throw Problem.failed("the engine's host cannot be entered")
                    .evidence("process " + inhabitant + ": " + e)
                    .remedy("run Cryo as root on the engine's host")
                    .cause(e);
        }
    }

    /** The first of its ancestors in the same namespaces: a daemon may die, and come back, while Cryo works there. */
    private static long eldest(long inhabitant) {
        long eldest = inhabitant;
        for (var parent = parent(eldest); parent.filter(p -> livesWith(p, inhabitant)).isPresent(); parent = parent(eldest)) {
            eldest = parent.get();
        }
        return eldest;
    }

    private static boolean livesWith(long pid, long other) {
        try {
            for (var kind : List.of("mnt", "pid", "net")) {
                if (!namespace(pid, kind).equals(namespace(other, kind))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false; // it ended, or is none of ours to look at
        }
    }

    private static Optional<Long> parent(long pid) {
        return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid);
    }

    private static Path namespace(long pid, String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind));
    }

    /** The host of the daemon that listens on a socket of this machine, when there is one that Cryo may enter. */
    public static Optional<DirectHost> behind(Path socket) {
        return ListeningProcess.on(socket).filter(DirectHost::mayEnter).map(DirectHost::of);
    }

    /** Only root may look at the namespaces of a daemon. */
    private static boolean mayEnter(long daemon) {
        try {
            Files.readSymbolicLink(Path.of("/proc/" + daemon + "/ns/mnt"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean sameNamespace(long pid, String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/" + kind)).equals(namespace(pid, kind));
    }

    @Override
    public HostProcess start(HostScript script, List<String> arguments) {
        var command = new ArrayList<String>(List.of("setsid"));
        if (!sameNamespaces) {
            command.addAll(List.of("nsenter", "-t", Long.toString(daemon), "-m", "-p", "-n", "--"));
        }
        command.addAll(List.of("env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        command.addAll(List.of("sh", "-c", script.text(), script.name()));
        command.addAll(arguments);
        try {
            return new LocalProcess(new ProcessBuilder(command).directory(OWN_ROOT.toFile()).start());
        } catch (IOException e) {
            throw Problem.failed("no command can be run on the engine's host")
                    .evidence(String.valueOf(e.getMessage()))
                    .remedy("Cryo needs setsid and nsenter (package util-linux)")
                    .cause(e);
        }
    }

    @Override
    public byte[] read(HostPath file, long offset, int length) {
        // A RandomAccessFile: files below /proc know no size, and memory is read at addresses.
        try (var in = new RandomAccessFile(reach(file).toFile(), "r")) {
            in.seek(offset);
            var bytes = new byte[Math.min(length, 1 << 16)];
            int filled = 0;
            while (filled < length) {
                if (filled == bytes.length) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
                }
                int n = in.read(bytes, filled, bytes.length - filled);
                if (n < 0) {
                    break;
                }
                filled += n;
            }
            return Arrays.copyOf(bytes, filled);
        } catch (IOException e) {
            throw Problem.failed("a file of the engine's host cannot be read")
                    .evidence(file + ": " + e.getMessage())
                    .cause(e);
        }
    }

    @Override
    public boolean exists(HostPath path) {
        return Files.exists(reach(path));
    }

    @Override
    public List<String> list(HostPath folder) {
        try (var entries = Files.list(reach(folder))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    @Override
    public Optional<HostPath> view(Path local) {
        var path = local.toAbsolutePath().normalize();
        return outside.map(window -> path.equals(OWN_ROOT) ? window : window.resolve(path.toString().substring(1)))
                .filter(seen -> sameFile(path, seen));
    }

    private boolean sameFile(Path local, HostPath seen) {
        try {
            return sameNamespaces || Files.isSameFile(local, reach(seen));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Problem.failed("'" + local + "' cannot be looked at").evidence(e.toString()).cause(e);
        }
    }

    @Override
    public Optional<Path> local(HostPath path) {
        return Optional.of(reach(path));
    }

    private Path reach(HostPath path) {
        return root.resolve(path.text().substring(1));
    }
}
