package dev.cryo.lab;

import dev.cryo.verb.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a lab is.
 *
 * @param name its name
 * @param state whether it runs, and is well
 * @param pid of its process 1, as this machine sees it
 * @param docker the version of Docker in its tree, as of the programs after it; empty when the tree is gone
 * @param socket where its daemon listens while it is up
 * @param size what its own folder holds: containers, images, logs, changed files; not the shared tree
 */
public record LabState(
        String name,
        State state,
        Optional<Long> pid,
        Optional<String> docker,
        Optional<String> containerd,
        Optional<String> runc,
        Optional<String> criu,
        Path socket,
        Size size) {

    /** Whether a lab runs. */
    public enum State {
        UP,
        /** It runs, and its daemon does not answer; {@code lab up} repairs it. */
        BROKEN,
        DOWN
    }

    static LabState of(Lab lab) {
        var init = lab.init();
        var state = init.isEmpty() ? State.DOWN : lab.isUp() ? State.UP : State.BROKEN;
        var versions = versions(lab);
        return new LabState(
                lab.name(),
                state,
                init.map(ProcessRef::pid),
                Optional.ofNullable(versions.get("docker.io")),
                Optional.ofNullable(versions.get("containerd")),
                Optional.ofNullable(versions.get("runc")),
                Optional.ofNullable(versions.get("criu")),
                lab.socket(),
                Folders.size(List.of(lab.folder())));
    }

    /** Package → version as its authors number it, without what Debian adds. */
    private static Map<String, String> versions(Lab lab) {
        var versions = new HashMap<String, String>();
        try {
            var file = lab.cache().made(lab.tree().orElse("")).resolve("versions");
            for (var line : Files.readAllLines(file)) {
                var words = line.split("\t", 3);
                if (words.length == 2) {
                    versions.put(words[0], words[1].replaceFirst("^\\d+:", "").replaceFirst("[+~-].*", ""));
                }
            }
        } catch (IOException e) {
            // Never started, or its tree is gone: the versions are unknown.
        }
        return versions;
    }
}
