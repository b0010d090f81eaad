package dev.cryo.engine;

import dev.cryo.verb.HostPath;
import java.util.List;

/**
 * What a daemon says of itself.
 *
 * @param id the engine's own id, which stays over restarts
 * @param kind {@code docker} or {@code podman}
 * @param storage the storage driver, such as {@code overlay2}, or the snapshotter
 * @param snapshotter containerd keeps images and the files of containers, and {@code storage} is its word
 * @param dataRoot where it keeps its data
 * @param runtimes the names of the OCI runtimes it knows
 * @param defaultRuntime the one it takes when a container names none
 * @param cores how many processors its machine has; at least 1
 * @param mapsUsers whether it gives containers a user namespace, in which root is an ordinary user of the host
 */
public record EngineInfo(
        String id,
        String kind,
        String version,
        String storage,
        boolean snapshotter,
        HostPath dataRoot,
        List<String> runtimes,
        String defaultRuntime,
        boolean experimental,
        int cores,
        boolean mapsUsers) {

    /** The name under which Cryo's own OCI runtime is registered with an engine. */
    public static final String CRYO_RUNTIME = "cryo";
}
