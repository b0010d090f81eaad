package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.Container.Mount;
import dev.cryo.engine.Engine;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.HostPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What outside of a container's own files it can write to. Volumes that the engine keeps as plain folders, and that no
 * other running container has, are taken and put back with the rest; what is left stays as it is.
 *
 * @param held in the order of their destinations
 */
record Volumes(List<Mount> held, List<Left> left) {

    private static final HostScript MOUNTED =
            new HostScript("mounted", "for folder; do cut -d ' ' -f 5 /proc/self/mountinfo | grep -xF \"$folder\"; done | sort -u");

    /**
     * One that no checkpoint can take.
     *
     * @param why as it follows "DESTINATION is"
     */
    record Left(Mount mount, String why) {
        String told() {
            return mount.destination() + " is " + why;
        }
    }

    static Volumes of(Engine engine, Container container) {
        var writable = writable(container);
        if (writable.stream().noneMatch(Mount::isVolume)) {
            return parted(writable, Set.of(), List.of());
        }
        var others = new ArrayList<Sharing>();
        for (var other : engine.containers(false)) {
            if (!other.id().equals(container.id())) {
                other.mounts().forEach(mount -> others.add(new Sharing(other.name(), mount.source())));
            }
        }
        return parted(writable, mounted(engine.host(), writable), others);
    }

    /** Folders of the engine's host in which a rewind of the container that was cut short may have left something. */
    static List<HostPath> folders(Container container) {
        return writable(container).stream()
                .filter(mount -> mount.isVolume() && mount.source().startsWith("/"))
                .map(Volumes::folder)
                .toList();
    }

    static HostPath folder(Mount mount) {
        return new HostPath(mount.source());
    }

    /**
     * The memory of a container is in its images, and so is what it has mounted as such. What it has mounted at several
     * places counts once.
     */
    private static List<Mount> writable(Container container) {
        var sources = new HashSet<String>();
        return container.mounts().stream()
                .filter(mount -> mount.writable() && !mount.type().equals("tmpfs"))
                .sorted(Comparator.comparing(Mount::destination))
                .filter(mount -> sources.add(mount.source()))
                .toList();
    }

    private static Set<String> mounted(EngineHost host, List<Mount> volumes) {
        return new HashSet<>(host.run(
                        MOUNTED,
                        volumes.stream().filter(Mount::isVolume).map(Mount::source).toList())
                .out());
    }

    private record Sharing(String name, String source) {}

    private static Volumes parted(List<Mount> writable, Set<String> mounted, List<Sharing> others) {
        var held = new ArrayList<Mount>();
        var left = new ArrayList<Left>();
        for (var mount : writable) {
            why(mount, mounted, others).ifPresentOrElse(why -> left.add(new Left(mount, why)), () -> held.add(mount));
        }
        return new Volumes(List.copyOf(held), List.copyOf(left));
    }

    private static Optional<String> why(Mount mount, Set<String> mounted, List<Sharing> others) {
        if (!mount.isVolume()) {
            return Optional.of(mount.type().equals("bind") ? "a folder of the engine's host" : "a mount of type " + mount.type());
        }
        if (!mount.source().startsWith("/")) {
            return Optional.of("a volume that its driver keeps elsewhere");
        }
        if (mounted.contains(mount.source())) {
            return Optional.of("a volume with a filesystem of its own");
        }
        return others.stream()
                .filter(other -> other.source().equals(mount.source()))
                .findFirst()
                .map(other -> "a volume that '" + other.name() + "' has, too, which runs");
    }
}
