package dev.cryo.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A container to be made like another one, which may be gone: of its image, with its command, variables, limits, networks
 * and mounts, but with an address, ports and a hostname of its own.
 *
 * @param document what the engine told of the other one ({@link Container#document})
 * @param hostname empty: as the engine names new containers
 * @param publish ports as {@code docker run --publish} takes them; empty: those of the other one, wherever the host has
 *     free ones
 * @param ownVolumes the destinations of volumes that it gets new, empty ones for; all other mounts it shares
 * @param restarts the restart policy holds for it, too
 */
public record ContainerCopy(
        String document,
        String name,
        Optional<String> hostname,
        List<String> publish,
        Set<String> ownVolumes,
        boolean restarts) {}
