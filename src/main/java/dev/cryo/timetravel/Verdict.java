package dev.cryo.timetravel;

/** What becomes of something in a container at a checkpoint. */
public enum Verdict {
    /** It is dumped, and comes back. */
    FINE,
    /** The dump works, and this will not come back. */
    LOST,
    /** It may work or not. */
    UNKNOWN,
    /** The dump will certainly fail. */
    FAILS
}
