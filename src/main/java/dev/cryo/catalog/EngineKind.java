package dev.cryo.catalog;

/** What {@code --engine} chooses among. */
public enum EngineKind {
    DOCKER,
    PODMAN,
    LAB
}
