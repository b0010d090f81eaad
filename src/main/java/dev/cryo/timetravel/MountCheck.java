package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.timetravel.Facts.MountPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What of the mounts a dump refuses, and what of them no checkpoint holds. */
record MountCheck(Container container, Facts facts) {

    /** What the engine itself mounts from the host. */
    private static final Set<String> ENGINES = Set.of("/etc/hosts", "/etc/hostname", "/etc/resolv.conf");

    /** Filesystems that CRIU mounts anew by itself. */
    private static final Set<String> KNOWN = Set.of(
            "overlay", "proc", "sysfs", "tmpfs", "devpts", "devtmpfs", "mqueue", "cgroup", "cgroup2", "securityfs",
            "debugfs", "tracefs", "fusectl", "binfmt_misc", "autofs", "bpf");

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        container.mounts().stream().map(MountCheck::told).forEach(findings::add);
        var outside = container.mounts().stream()
                .map(Container.Mount::destination)
                .collect(Collectors.toSet());
        for (var mount : facts.mounts()) {
            if (!outside.contains(mount.at()) && !ENGINES.contains(mount.at()) && !KNOWN.contains(mount.type())) {
                findings.add(strange(mount));
            }
        }
        return findings;
    }

    private static Finding told(Container.Mount mount) {
        var at = mount.destination();
        if (!mount.writable()) {
            return Finding.fine("volume", at + " is mounted read-only");
        }
        return switch (mount.type()) {
            case "volume" ->
                Finding.fine("volume", at + " is taken, too, unless another running container has the volume");
            case "tmpfs" -> Finding.fine("volume", at + " is memory, and taken with it");
            default ->
                Finding.of(
                        Verdict.LOST,
                        "volume",
                        at + " is a writable " + mount.type() + ", which no checkpoint holds: it stays as it is",
                        "keep the data in a volume, or copy it yourself; 'rewind' asks for --without-volumes");
        };
    }

    private static Finding strange(MountPoint mount) {
        var detail = mount.at() + " is a filesystem of type " + mount.type() + " that was mounted inside the container";
        return mount.root().equals("/")
                ? Finding.of(
                        Verdict.FAILS,
                        "mount",
                        detail + ", and CRIU does not know how to mount it again",
                        "mount it from outside with --volume, so that it counts as the host's")
                : Finding.of(
                        Verdict.UNKNOWN,
                        "mount",
                        detail,
                        "mount it from outside with --volume, if the checkpoint fails");
    }
}
