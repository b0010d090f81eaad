package dev.cryo.criu;

/**
 * How much of a mapping's memory lies where, in bytes.
 *
 * @param here in this checkpoint
 * @param inParent unchanged since the parent checkpoint, which holds it
 */
public record Residency(long here, long inParent) {

    static final Residency NONE = new Residency(0, 0);
}
