package dev.cryo.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The control groups below which a lab's daemon puts its containers'. The hierarchies are the whole machine's, so each
 * lab has a parent group of its own, in every hierarchy (cgroup v1 has several, v2 one).
 */
record Cgroups(LabName lab) {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** As the daemon's option {@code --cgroup-parent} takes it. */
    String parent() {
        return "/cryo-" + lab;
    }

    /** Those that exist. */
    List<Path> existing() {
        Set<Path> found = new LinkedHashSet<>();
        var name = parent().substring(1);
        try {
            var places = new ArrayList<Path>();
            places.add(ROOT);
            try (var hierarchies = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
                hierarchies.forEach(places::add);
            }
            for (var place : places) {
                var group = place.resolve(name);
                if (Files.isDirectory(group)) {
                    found.add(group.toRealPath());
                }
            }
        } catch (IOException e) {
            // Without a cgroup file system there are none.
        }
        return List.copyOf(found);
    }

    /** Lets what stands frozen in them go on: killed, it cannot even end (cgroup v1), and keeps its pid namespace. */
    void thaw() {
        for (var group : existing()) {
            try (var groups = Files.walk(group)) {
                for (var one : groups.filter(Files::isDirectory).toList()) {
                    write(one.resolve("freezer.state"), "THAWED");
                    write(one.resolve("cgroup.freeze"), "0");
                }
            } catch (IOException | UncheckedIOException e) {
                // A group went while it was looked at: with it, what stood in it.
            }
        }
    }

    private static void write(Path file, String word) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, word, StandardOpenOption.WRITE);
        }
    }

    /**
     * Removes them, once the lab's processes are gone; one that still holds a process (of another lab of this name, in
     * another cache) cannot be removed and stays.
     */
    void remove() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean again = true;
        while (again) {
            again = false;
            for (var group : existing()) {
                again |= !removeTree(group);
            }
            again &= System.nanoTime() < deadline;
            if (again) {
                Pause.briefly();
            }
        }
    }

    private static boolean removeTree(Path group) {
        try (var groups = Files.walk(group)) {
            for (var one : groups.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            // The kernel takes a moment to let go of processes that just ended.
            return false;
        }
    }
}
