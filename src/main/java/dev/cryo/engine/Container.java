package dev.cryo.engine;

import dev.cryo.verb.ContainerId;
import dev.cryo.verb.HostPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container as its engine describes it. Names, commands and labels are the container's words, and hostile.
 *
 * @param image the name it was made from
 * @param imageId the id of that image, {@code sha256:…}
 * @param command program and arguments
 * @param runtime the OCI runtime it was made for
 * @param restartPolicy {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure}
 * @param autoRemove the engine deletes it when it stops
 * @param addresses IP address by network name, while it runs
 * @param ports published ports as docker writes them, {@code 0.0.0.0:8080->80/tcp}
 * @param upper the folder that holds its filesystem changes, where the engine names one
 * @param log the file that holds its log, where the engine has one
 * @param document the engine's whole description, as JSON
 */
public record Container(
        ContainerId id,
        String name,
        Instant created,
        String image,
        String imageId,
        List<String> command,
        String hostname,
        State state,
        String runtime,
        String restartPolicy,
        boolean autoRemove,
        boolean tty,
        List<Mount> mounts,
        Map<String, String> addresses,
        List<String> ports,
        Map<String, String> labels,
        Optional<HostPath> upper,
        Optional<HostPath> log,
        String document) {

    /** The engine's words for what a container is doing. */
    public enum Status {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        REMOVING,
        EXITED,
        DEAD;

        /** Its processes exist, moving or not. */
        public boolean alive() {
            return this == RUNNING || this == PAUSED || this == RESTARTING;
        }
    }

    /**
     * What its process is doing, or how it ended.
     *
     * @param pid process 1 as the engine host numbers it; 0 when there is none
     * @param started when its latest process started; empty when it never did
     * @param error the engine's words when the last start failed
     */
    public record State(
            Status status,
            long pid,
            int exitStatus,
            String error,
            Optional<Instant> started,
            Optional<Instant> finished) {}

    /**
     * Something of the engine host, or a volume, inside the container.
     *
     * @param type {@code volume}, {@code bind}, {@code tmpfs}, …
     * @param source the folder of the engine host
     */
    public record Mount(String type, String source, String destination, boolean writable) {
        public boolean isVolume() {
            return type.equals("volume");
        }
    }

    public boolean alive() {
        return state.status().alive();
    }

    /** The same container, whose filesystem changes were found to lie there. */
    public Container withUpper(HostPath folder) {
        return new Container(
                id,
                name,
                created,
                image,
                imageId,
                command,
                hostname,
                state,
                runtime,
                restartPolicy,
                autoRemove,
                tty,
                mounts,
                addresses,
                ports,
                labels,
                Optional.of(folder),
                log,
                document);
    }
}
