package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts, repairs and ends a lab; whoever calls holds its lock. */
final class LabHost {

    private static final String RUNTIME = "usr/local/bin/cryo-runtime";
    private static final String RUNTIME_RESOURCE = "/dev/cryo/engine/host/cryo-runtime";

    /** The longest name that the kernel takes for a socket. */
    private static final int SOCKET_NAME = 107;

    /** A daemon that starts is ready within a second or two; one with many containers to clean up takes longer. */
    private static final Duration START = Duration.ofSeconds(60);

    /** dockerd starts a containerd anew that was killed, and needs some seconds to notice. */
    private static final Duration RECOVERY = Duration.ofSeconds(15);

    /** Containers have ten seconds to stop by themselves. */
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Lab lab;
    private final Watch watch;

    LabHost(Lab lab, Watch watch) {
        this.lab = lab;
        this.watch = watch;
    }

    /**
     * Sees to it that the lab runs: leaves one alone that is well, and otherwise ends what is left of it and starts it.
     *
     * @throws Problem of kind USAGE when it runs otherwise than wanted
     */
    void up(
            Optional<DockerFrom> wanted, boolean userns, boolean cgroup2, Optional<ImageStore> wantedStore, Builder builder)
            throws IOException {
        var docker = wanted.or(lab::docker).orElse(DockerFrom.SID);
        var images = wantedStore.orElse(lab.imageStore());
        if (docker == DockerFrom.TRIXIE && images == ImageStore.CONTAINERD) {
            throw Problem.usage("the Docker of trixie keeps its images itself in a lab")
                    .remedy("--docker sid has containerd's image store, too");
        }
        var runtime = runtime();
        if (lab.init().isPresent()) {
            if (lab.docker().filter(has -> has != docker).isPresent()) {
                throw runsOtherwise("with the Docker of " + lab.docker().orElseThrow().suite());
            }
            if (userns && !lab.userns()) {
                throw runsOtherwise("without user namespaces");
            }
            if (cgroup2 && !lab.cgroup2()) {
                throw runsOtherwise("with the cgroups of the machine");
            }
            if (images != lab.imageStore()) {
                throw runsOtherwise("with the image store " + lab.imageStore().word());
            }
            if (recovers()) {
                install(runtime, Path.of("/proc", Long.toString(lab.initPid()), "root"));
                if (!lab.tree().equals(Optional.of(Recipe.lab(docker).name()))) {
                    watch.note("lab '" + lab.name() + "' runs on a tree of another version of Cryo until its next start");
                }
                importBusybox(() -> builder.labTree(docker, watch));
                return;
            }
            watch.note("lab '" + lab.name() + "' does not answer; starting it anew");
            end(true);
        } else {
            clear();
        }
        var tree = builder.labTree(docker, watch);
        prepare(docker, images, tree, runtime);
        if (userns) {
            Files.writeString(lab.folder().resolve("userns"), "");
        }
        if (cgroup2) {
            Files.writeString(lab.folder().resolve("cgroup2"), "");
        }
        start(docker, tree);
    }

    private Problem runsOtherwise(String how) {
        return Problem.usage("lab '" + lab.name() + "' is up " + how)
                .remedy("end it first (lab down), or start another beside it (--name)");
    }

    private boolean recovers() {
        if (lab.daemon().well(Duration.ofSeconds(5))) {
            return true;
        }
        watch.step("waiting for the daemon to recover");
        return waitFor(RECOVERY, () -> lab.init().isEmpty() || lab.daemon().well(Duration.ofSeconds(2)))
                && lab.init().isPresent();
    }

    private void start(DockerFrom docker, Path tree) throws IOException {
        watch.step("starting lab " + lab.name());
        var cache = lab.cache().folder();
        var words = new ArrayList<>(List.of("setsid", "unshare", "--mount", "--pid", "--net", "--fork"));
        words.addAll(List.of("--propagation", "slave", "sh"));
        words.add(Script.INIT.writeTo(lab.folder()).toString());
        words.add(cache.toString());
        words.add(cache.relativize(tree).toString());
        words.add(cache.relativize(lab.folder()).toString());
        words.add(lab.imageStore().data(docker));
        words.add(lab.cgroup2() ? "cgroup2" : "machine");
        words.addAll(List.of("--cgroup-parent", lab.cgroups().parent()));
        words.addAll(docker.daemonOptions());
        words.addAll(lab.imageStore().daemonOptions());
        if (lab.userns()) {
            words.addAll(List.of("--userns-remap", "default"));
        }
        var builder = new ProcessBuilder(words)
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(lab.log().toFile());
        // What Cryo's environment holds is none of the daemon's business.
        builder.environment().clear();
        builder.environment().putAll(Lab.ENVIRONMENT);
        var process = builder.start();
        boolean ready = false;
        try {
            release(process);
            ready = waitFor(START, () -> !process.isAlive() || lab.daemon().well(Duration.ofSeconds(2)))
                    && process.isAlive();
            if (!ready) {
                throw Problem.failed("lab '" + lab.name() + "' did not start")
                        .evidence(lastLines(lab.log(), 12))
                        .evidence("the whole log: " + lab.log());
            }
            importBusybox(() -> tree);
        } finally {
            if (!ready) {
                Uninterrupted.run(() -> giveUp(process));
            }
        }
    }

    /**
     * Lets process 1 go on, once it has said who it is. Until then it waits for this word, and it ends when Cryo closes
     * the pipe or dies: nothing that is not known can go on running.
     */
    private void release(Process process) throws IOException {
        try (var word = process.getOutputStream()) {
            waitFor(START, () -> !process.isAlive() || lab.init().isPresent());
            if (process.isAlive()) {
                word.write("go\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private void giveUp(Process process) throws IOException {
        end(true);
        try {
            if (!process.waitFor(Duration.ofSeconds(5))) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clear();
    }

    private void prepare(DockerFrom docker, ImageStore images, Path tree, @Nullable String runtime)
            throws IOException {
        int length = lab.socket().toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > SOCKET_NAME) {
            throw Problem.failed("the name of the lab's socket is too long for the kernel: " + length + " bytes")
                    .evidence(lab.socket().toString())
                    .remedy("set CRYO_LAB_DIR to a folder with a shorter name");
        }
        var folder = lab.folder();
        var name = tree.getFileName().toString();
        if (Files.exists(folder.resolve("upper")) && !lab.tree().equals(Optional.of(name))) {
            // Changes made on top of one tree mean nothing on top of another.
            Folders.remove(folder.resolve("upper"));
        }
        Folders.remove(folder.resolve("work"));
        for (var part : List.of("upper", "work", "root", "run", images.data(docker))) {
            Files.createDirectories(folder.resolve(part));
        }
        // Whoever reaches the socket is root.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(folder.resolve("tree"), name + "\n");
        Files.writeString(folder.resolve("docker-from"), docker.suite() + "\n");
        Files.writeString(folder.resolve("image-store"), images.word() + "\n");
        install(runtime, folder.resolve("upper"));
        if (Files.exists(lab.log())) {
            Files.move(lab.log(), folder.resolve("dockerd.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Cryo's OCI runtime as this build has it. */
    private static @Nullable String runtime() throws IOException {
        try (var in = LabHost.class.getResourceAsStream(RUNTIME_RESOURCE)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Puts the runtime below a root, if it is not there as it should be; a call that runs the old one is not disturbed. */
    private static void install(@Nullable String runtime, Path root) throws IOException {
        var text = Objects.requireNonNull(runtime, "the resource " + RUNTIME_RESOURCE + " is missing from the build");
        var file = root.resolve(RUNTIME);
        if (Files.isExecutable(file) && Files.readString(file).equals(text)) {
            return;
        }
        Files.createDirectories(file.getParent());
        var fresh = file.resolveSibling(".cryo-runtime.new");
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void importBusybox(Supplier<Path> tree) {
        if (lab.daemon().image("busybox", Duration.ofSeconds(5)).isEmpty()) {
            watch.step("importing the busybox image");
            new LabImages(lab, watch).importTar(tree.get().resolve("busybox.tar"), "busybox", List.of("sh"));
        }
    }

    /**
     * Ends the lab, if it runs, and removes what of it the machine still holds.
     *
     * @param atOnce whether containers are not given the time to stop by themselves
     */
    void end(boolean atOnce) throws IOException {
        var running = lab.init();
        if (running.isPresent()) {
            var init = running.get();
            var others = visitors(init);
            if (!atOnce) {
                watch.step("stopping lab " + lab.name());
                init.terminate();
                waitFor(STOP, () -> !init.alive());
            }
            init.kill();
            // The kernel ends all of the pid namespace with it; a process 1 that is gone is gone last.
            while (init.alive()) {
                lab.cgroups().thaw();
                Pause.briefly();
            }
            others.forEach(ProcessRef::kill);
            long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (others.stream().anyMatch(ProcessRef::alive) && System.nanoTime() < deadline) {
                Pause.briefly();
            }
        }
        clear();
    }

    /** Removes what a lab that has ended may leave on the machine. */
    private void clear() throws IOException {
        Files.deleteIfExists(lab.socket());
        Files.deleteIfExists(lab.folder().resolve("init"));
        lab.cgroups().remove();
    }

    /**
     * The processes outside the lab's pid namespace that keep its other namespaces: those that entered it (their
     * children inside end with it), and the one that waits for process 1.
     */
    private static List<ProcessRef> visitors(ProcessRef init) {
        var found = new ArrayList<ProcessRef>();
        init.parent().filter(parent -> parent.command().equals("unshare")).ifPresent(found::add);
        var mounts = namespace(init.pid(), "mnt");
        var pids = namespace(init.pid(), "pid");
        if (mounts.isPresent() && pids.isPresent()) {
            ProcessHandle.allProcesses()
                    .map(ProcessHandle::pid)
                    .filter(pid -> namespace(pid, "mnt").equals(mounts) && !namespace(pid, "pid").equals(pids))
                    .forEach(pid -> ProcessRef.of(pid).ifPresent(found::add));
        }
        return List.copyOf(found);
    }

    private static Optional<String> namespace(long pid, String kind) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", kind))
                    .toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean waitFor(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            watch.stopIfCancelled();
            Pause.briefly();
        }
        return true;
    }

    static List<String> lastLines(Path log, int count) throws IOException {
        if (!Files.exists(log, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            var all = lines.toList();
            return all.subList(Math.max(0, all.size() - count), all.size());
        }
    }
}
