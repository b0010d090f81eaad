package dev.cryo.timetravel;

import dev.cryo.timetravel.Facts.Inode;
import dev.cryo.timetravel.Facts.OpenFile;
import dev.cryo.timetravel.Facts.Stat;
import dev.cryo.timetravel.Facts.Task;
import dev.cryo.verb.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What of the open files a dump refuses or loses. */
record FileCheck(Facts facts, CriuOptions options) {

    private static final Size GHOST_LIMIT = new Size(1 << 20);
    private static final int BLOCK = 512;
    private static final String DELETED = " (deleted)";

    /** Descriptors without a file that CRIU dumps. */
    private static final Pattern KNOWN_ANONYMOUS =
            Pattern.compile("anon_inode:\\[?(?:eventpoll|eventfd|inotify|signalfd|timerfd|fanotify|pidfd)]?");

    /** Those that it does not. */
    private static final Pattern REFUSED_ANONYMOUS = Pattern.compile(
            "anon_inode:\\[?(?:io_uring|perf_event|userfaultfd|bpf-[a-z]+|kvm-[a-z:0-9-]+|iommufd)]?");

    private static final Pattern WATCH =
            Pattern.compile("(?:inotify|fanotify) .*?ino:([0-9a-f]{1,16}) sdev:([0-9a-f]{1,8}) .*");

    /** Characters devices that CRIU opens again: those of memory, terminals, tun. */
    private static final Set<String> KNOWN_DEVICES = Set.of("1:3", "1:5", "1:7", "1:8", "1:9", "5:0", "5:1", "5:2", "10:200");

    private static final int TERMINALS = 136;
    private static final int LAST_TERMINALS = 143;

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (var task : facts.tasks()) {
            for (var file : task.files()) {
                kind(task, file).ifPresent(findings::add);
                device(task, file).ifPresent(findings::add);
                deleted(task, file).ifPresent(findings::add);
                watch(task, file).ifPresent(findings::add);
                lock(task, file).ifPresent(findings::add);
            }
            mappings(task).ifPresent(findings::add);
        }
        if (findings.isEmpty()) {
            int files = facts.tasks().stream().mapToInt(task -> task.files().size()).sum();
            findings.add(Finding.fine("files", files + " descriptors"));
        }
        return findings.stream().distinct().toList();
    }

    private static String where(Task task, OpenFile file) {
        return task.name() + ", descriptor " + file.fd();
    }

    private static Optional<Finding> kind(Task task, OpenFile file) {
        if (!file.target().startsWith("anon_inode:") || KNOWN_ANONYMOUS.matcher(file.target()).matches()) {
            return Optional.empty();
        }
        var detail = where(task, file) + " is a " + file.target().substring("anon_inode:".length());
        return Optional.of(
                REFUSED_ANONYMOUS.matcher(file.target()).matches()
                        ? Finding.of(
                                Verdict.FAILS,
                                file.target().contains("io_uring") ? "io_uring" : "descriptor",
                                detail + ", which CRIU cannot dump",
                                file.target().contains("io_uring")
                                        ? "turn it off in the program (UV_USE_IO_URING=0), or deny it with a seccomp profile"
                                        : "close it first")
                        : Finding.of(
                                Verdict.UNKNOWN, "descriptor", detail, "close it first, if the checkpoint fails"));
    }

    private static Optional<Finding> device(Task task, OpenFile file) {
        var stat = file.stat().filter(Stat::isDevice);
        if (stat.isEmpty()) {
            return Optional.empty();
        }
        var number = stat.get().major() + ":" + stat.get().minor();
        boolean character = (stat.get().mode() & 0xf000) == 0x2000;
        boolean terminal = stat.get().major() >= TERMINALS && stat.get().major() <= LAST_TERMINALS;
        if (character && (terminal || KNOWN_DEVICES.contains(number))) {
            return Optional.empty();
        }
        return Optional.of(
                stat.get().major() == 195
                        ? Finding.of(
                                Verdict.UNKNOWN,
                                "GPU",
                                where(task, file) + " is a GPU (" + file.target() + "), which CRIU dumps only with a plugin",
                                "install criu-cuda-plugin on the engine's host, or stop using the GPU")
                        : stat.get().major() == 10
                                ? Finding.of(
                                        Verdict.FAILS,
                                        "device",
                                        where(task, file) + " is the device " + file.target() + " (" + number
                                                + "), whose state CRIU cannot dump",
                                        "close it first")
                                : Finding.of(
                                        Verdict.UNKNOWN,
                                        "device",
                                        where(task, file) + " is the device " + file.target() + " (" + number + ")",
                                        "close it first, if the checkpoint fails"));
    }

    private Optional<Finding> deleted(Task task, OpenFile file) {
        if (!file.target().endsWith(DELETED) || file.named() || !file.target().startsWith("/") || file.stat().isEmpty()) {
            return Optional.empty();
        }
        var stat = file.stat().get();
        var name = file.target().substring(0, file.target().length() - DELETED.length());
        if (name.startsWith("/memfd:") || stat.isDevice()) {
            return Optional.empty();
        }
        if (stat.isDirectory()) {
            return Optional.of(Finding.of(
                    Verdict.UNKNOWN, "deleted", where(task, file) + ": the folder " + name + " was deleted", "leave it first"));
        }
        if (stat.links() > 0) {
            return options.linkRemap()
                    ? Optional.of(Finding.fine("deleted", where(task, file) + ": " + name + " is dumped with --link-remap"))
                    : Optional.of(Finding.of(
                            Verdict.FAILS,
                            "deleted",
                            where(task, file) + ": " + name + " was deleted under that name and has another",
                            "--link-remap dumps it"));
        }
        return ghost(task, file, name, new Size(stat.blocks() * BLOCK));
    }

    private Optional<Finding> ghost(Task task, OpenFile file, String name, Size size) {
        var limit = options.ghostLimit().orElse(GHOST_LIMIT);
        return Optional.of(
                size.compareTo(limit) <= 0
                        ? Finding.fine("deleted", where(task, file) + ": " + name + " (" + size + ") is dumped with it")
                        : Finding.of(
                                Verdict.FAILS,
                                "deleted",
                                where(task, file) + ": " + name + " was deleted and is too big to be dumped (" + size
                                        + ", the limit is " + limit + ")",
                                "--ghost-limit " + ((size.bytes() >> 20) + 1) + "m"));
    }

    private Optional<Finding> watch(Task task, OpenFile file) {
        return file.details().stream()
                .map(WATCH::matcher)
                .filter(m -> m.matches())
                .map(m -> new Inode(device(Long.parseLong(m.group(2), 16)), Long.parseUnsignedLong(m.group(1), 16)))
                .filter(watched -> !facts.findable().contains(watched))
                .findFirst()
                .map(watched -> watched.device() == facts.rootDevice()
                        ? Finding.of(
                                Verdict.FAILS,
                                "inotify",
                                where(task, file) + " watches a file of the container's own (inode " + watched.number()
                                        + "), whose name CRIU cannot find again on an overlay",
                                "watch a folder in a volume or below /etc or /var/log, or let the program poll")
                        : Finding.of(
                                Verdict.UNKNOWN,
                                "inotify",
                                where(task, file) + " watches a file on another filesystem",
                                "let the program poll, if the checkpoint fails"));
    }

    /** The kernel's number of a device, as stat tells it. */
    private static long device(long kernels) {
        long major = kernels >> 20;
        long minor = kernels & 0xfffff;
        return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xffL) << 12);
    }

    private Optional<Finding> lock(Task task, OpenFile file) {
        var locks = file.details().stream().filter(line -> line.startsWith("lock:")).toList();
        if (locks.isEmpty()) {
            return Optional.empty();
        }
        var detail = where(task, file) + " holds a lock on " + file.target();
        return Optional.of(
                options.fileLocks()
                        ? Finding.fine("locks", detail)
                        : Finding.of(Verdict.FAILS, "locks", detail, "--file-locks dumps it"));
    }

    private static Optional<Finding> mappings(Task task) {
        boolean ring = task.mappings().stream().anyMatch(mapping -> mapping.endsWith("anon_inode:[io_uring]"));
        if (ring) {
            return Optional.of(Finding.of(
                    Verdict.FAILS,
                    "io_uring",
                    task.name() + " has the memory of an io_uring mapped, which CRIU cannot dump",
                    "turn it off in the program (UV_USE_IO_URING=0), or deny it with a seccomp profile"));
        }
        return task.mappings().stream()
                .filter(mapping -> mapping.endsWith(DELETED))
                .filter(mapping -> !mapping.matches(".* /(?:memfd:|SYSV|dev/zero|\\[aio]).*"))
                .findFirst()
                .map(mapping -> Finding.of(
                        Verdict.UNKNOWN,
                        "deleted",
                        task.name() + " has a deleted file mapped: " + mapping.replaceFirst("^(?:\\S+\\s+){5}", ""),
                        "--ghost-limit and --link-remap, if the checkpoint fails"));
    }
}
