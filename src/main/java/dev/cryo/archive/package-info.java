/**
 * Archives, read with bounds: what a header claims is never allocated, and names are passed on as they are.
 *
 * <p>May use: {@code verb}.
 */
@NullMarked
package dev.cryo.archive;

import org.jspecify.annotations.NullMarked;
