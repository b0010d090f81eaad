/**
 * Checkpoints at rest; the layout on disk stands in docs/STORE.md. {@link dev.cryo.store.Store} finds them on the
 * {@link dev.cryo.store.Timeline} of their container; {@link dev.cryo.store.Draft} is one being made, which
 * {@code Storing} and {@code Packing} turn into pages and {@link dev.cryo.store.Kept} gives back as files.
 * {@link dev.cryo.store.Remarking}, {@link dev.cryo.store.Removal}, {@link dev.cryo.store.Pruning},
 * {@link dev.cryo.store.Verification} and {@link dev.cryo.store.Mending} keep house. Pages themselves are the business of
 * {@code store.pages}; every change of the disk goes through {@code store.disk}.
 *
 * <p>May use: verb, criu.
 */
@NullMarked
package dev.cryo.store;

import org.jspecify.annotations.NullMarked;
