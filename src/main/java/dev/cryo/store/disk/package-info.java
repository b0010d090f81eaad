/**
 * What the store does to the filesystem, one call each: {@link dev.cryo.store.disk.Disk}. Everything the store writes goes
 * through it, so that a test can let it die at any call.
 *
 * <p>May use: the JDK.
 */
@NullMarked
package dev.cryo.store.disk;

import org.jspecify.annotations.NullMarked;
