/**
 * The explicit list of verbs, and what opens and closes the things they work on.
 *
 * <p>{@link dev.cryo.catalog.Catalog} finds a verb by its words; {@link dev.cryo.catalog.Toolbox} is what a face holds
 * while it runs: the catalog, what completes arguments, and what must be closed. A face asks for one with
 * {@link dev.cryo.catalog.Settings}, which options, the environment and the {@link dev.cryo.catalog.ConfigurationFile} say.
 * The verbs that only need the list itself live here: {@code help}, {@code version}.
 *
 * <p>May use: every room but {@code script} and {@code shell}.
 */
@NullMarked
package dev.cryo.catalog;

import org.jspecify.annotations.NullMarked;
