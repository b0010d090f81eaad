package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One lab of this machine, up or down, or never started: its name, and where it lies. */
public final class Lab {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String HOST_VIEW = "/host";

    /** What a lab's daemon, and a command on its host, find in their environment. */
    static final Map<String, String> ENVIRONMENT = Map.of(
            "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME", "/root",
            "LC_ALL", "C.UTF-8");

    private final LabName name;
    private final Cache cache;

    Lab(LabName name, Cache cache) {
        this.name = name;
        this.cache = cache;
    }

    /**
     * The lab of this name.
     *
     * @throws Problem of kind USAGE when no lab can have it
     */
    public static Lab named(String name) {
        return named(new LabName(name));
    }

    /** The lab of this name. */
    public static Lab named(LabName name) {
        return new Lab(name, Cache.ofEnvironment());
    }

    /** All labs that were ever started and not removed, by name. */
    public static List<Lab> all() {
        return all(Cache.ofEnvironment());
    }

    static List<Lab> all(Cache cache) {
        var labs = new ArrayList<Lab>();
        try (var folders = Files.newDirectoryStream(cache.labs(), "[a-z0-9]*")) {
            for (var folder : folders) {
                labs.add(new Lab(new LabName(folder.getFileName().toString()), cache));
            }
        } catch (IOException e) {
            // No folder of labs: there are none, or only root sees them.
        }
        labs.sort((a, b) -> a.name.text().compareTo(b.name.text()));
        return List.copyOf(labs);
    }

    public String name() {
        return name.text();
    }

    /** Whether its daemon answers now. */
    public boolean isUp() {
        return init().isPresent() && daemon().answers(PATIENCE);
    }

    /** The socket of its Docker daemon; it exists while the lab is up. */
    public Path socket() {
        return folder().resolve("run/docker.sock");
    }

    /**
     * The pid, as this machine sees it, of the process whose namespaces (mount, pid, network) are the lab's.
     *
     * @throws Problem when the lab is not up
     */
    public long initPid() {
        return requireInit().pid();
    }

    /** Where the root of this machine, with all that is mounted there, lies on the lab's host. */
    public String hostView() {
        return HOST_VIEW;
    }

    /** The words that run a command on the lab's host when this machine runs them as root. */
    public List<String> enter(List<String> command) {
        var words = new ArrayList<>(List.of(
                "nsenter", "-t", Long.toString(initPid()), "-m", "-p", "-n", "--", "/usr/bin/env", "-i"));
        ENVIRONMENT.forEach((variable, value) -> words.add(variable + "=" + value));
        words.addAll(command);
        return List.copyOf(words);
    }

    /** Runs a command on its host. */
    Command command(List<String> words) {
        Machine.requireRoot("entering a lab needs root");
        return Command.of(enter(words));
    }

    /** Its process 1, while it runs. */
    Optional<ProcessRef> init() {
        return ProcessRef.read(folder().resolve("init")).filter(ProcessRef::alive);
    }

    ProcessRef requireInit() {
        return init().orElseThrow(() -> Problem.failed("lab '" + name + "' is not up")
                .remedy(name.text().equals("default") ? "lab up" : "lab up --name " + name));
    }

    DaemonSocket daemon() {
        return new DaemonSocket(socket());
    }

    /** Everything that is this lab's alone. */
    Path folder() {
        return cache.labs().resolve(name.text());
    }

    boolean exists() {
        return Files.isDirectory(folder());
    }

    Cache cache() {
        return cache;
    }

    Cgroups cgroups() {
        return new Cgroups(name);
    }

    /** What its daemon has to say, oldest first. */
    Path log() {
        return folder().resolve("dockerd.log");
    }

    /** Which Docker it had when it was last started. */
    Optional<DockerFrom> docker() {
        try {
            var word = Files.readString(folder().resolve("docker-from")).strip();
            return List.of(DockerFrom.values()).stream()
                    .filter(from -> from.suite().equals(word))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The name, in the cache, of the tree that it was last started on. */
    Optional<String> tree() {
        try {
            return Optional.of(Files.readString(folder().resolve("tree")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether its containers have a user namespace, as it was once asked for. */
    boolean userns() {
        return Files.exists(folder().resolve("userns"));
    }

    /** Whether it has cgroup v2 alone, as it was once asked for. */
    boolean cgroup2() {
        return Files.exists(folder().resolve("cgroup2"));
    }

    /** What its Docker keeps images in, since it was last started. */
    ImageStore imageStore() {
        try {
            var word = Files.readString(folder().resolve("image-store")).strip();
            return List.of(ImageStore.values()).stream()
                    .filter(store -> store.word().equals(word))
                    .findFirst()
                    .orElse(ImageStore.OVERLAY2);
        } catch (IOException e) {
            return ImageStore.OVERLAY2; // never started, or by a Cryo that knew no other
        }
    }

    /** One Cryo at a time changes it. */
    FolderLock lock(Watch watch) throws IOException {
        return FolderLock.take(
                cache.labs().resolve("." + name + ".lock"), "waiting for another Cryo, which changes this lab", watch);
    }
}
