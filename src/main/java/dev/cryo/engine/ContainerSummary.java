package dev.cryo.engine;

import dev.cryo.verb.ContainerId;
import java.time.Instant;
import java.util.List;

/** A container in a list. {@code status} is the engine's sentence ("Up 3 minutes"); {@code state} its word. */
public record ContainerSummary(
        ContainerId id,
        String name,
        String image,
        String command,
        Instant created,
        Container.Status state,
        String status,
        List<String> ports,
        List<Container.Mount> mounts) {}
