package dev.cryo.catalog;

import java.nio.file.Path;
import java.util.Optional;

/** What the global options say about where to work; empty: found out, as DOCKER_HOST and contexts have it. */
public record Settings(
        Optional<EngineKind> engine, Optional<String> host, Optional<String> context, Optional<Path> store) {

    /** Nothing said. */
    public static final Settings NONE =
            new Settings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
