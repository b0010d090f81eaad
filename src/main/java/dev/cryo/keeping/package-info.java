/**
 * The verbs of the store, each in the file of its name: what is kept, how long, at what price, and whether it is still what
 * it was. None of them changes a container, but for {@code repair}, which lets go on what stands frozen by accident.
 * {@link dev.cryo.containers.Named} finds the checkpoints that their users mean.
 *
 * <p>May use: timetravel, containers, engine, store, criu, verb.
 */
@NullMarked
package dev.cryo.keeping;

import org.jspecify.annotations.NullMarked;
