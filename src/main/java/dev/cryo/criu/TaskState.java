package dev.cryo.criu;

/** What a process was doing when it was frozen (CRIU's {@code task_state}). */
public enum TaskState {
    /** It ran or slept. */
    ALIVE,
    /** It had exited, and nobody had asked for its status yet. */
    DEAD,
    /** A signal or a terminal had stopped it. */
    STOPPED,
    /** A number that this reader does not know. */
    OTHER;

    static TaskState of(long number) {
        return switch ((int) number) {
            case 1 -> ALIVE;
            case 2, 6 -> DEAD;
            case 3 -> STOPPED;
            default -> OTHER;
        };
    }

    /** Whether the checkpoint holds memory, threads and descriptors of such a process. */
    boolean hasMemory() {
        return this != DEAD;
    }
}
