package dev.cryo.timetravel;

/** What lets a container begin where a checkpoint stands, best first. */
enum WayBack {
    /** Cryo's OCI runtime, which the container runs under. */
    RUNTIME,
    /** The same in front of plain runc, for the time of one restore. */
    SHADOW,
    /** A checkpoint of the engine's own. */
    API
}
