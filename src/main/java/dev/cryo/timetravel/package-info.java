/**
 * The verbs that move containers through time, each in the file of its name, and what they are made of:
 * {@link dev.cryo.timetravel.Dump} (the frozen moment), {@link dev.cryo.timetravel.Restoration} (the way back),
 * {@link dev.cryo.timetravel.Receipt} (its proof), {@link dev.cryo.timetravel.FilesystemChanges}, and {@link dev.cryo.timetravel.Aftermath}
 * (what is known after a failure). What happens while a
 * container stands still runs in scripts on the engine host, so that nothing that befalls Cryo leaves it frozen.
 *
 * <p>May use: containers, engine, store, criu, archive, verb.
 */
@NullMarked
package dev.cryo.timetravel;

import org.jspecify.annotations.NullMarked;
