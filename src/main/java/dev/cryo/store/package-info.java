/**
 * Checkpoints at rest. {@link dev.cryo.store.Store} keeps one folder a checkpoint, whole or absent, on the
 * {@link dev.cryo.store.Timeline} of its container; {@link dev.cryo.store.Draft} is one being made;
 * {@link dev.cryo.store.Manifest} is what is written about it. The layout on disk stands in docs/STORE.md.
 *
 * <p>May use: verb, criu, archive.
 */
@NullMarked
package dev.cryo.store;

import org.jspecify.annotations.NullMarked;
