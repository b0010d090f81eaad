/**
 * The verbs on containers that the docker client has too ({@code ps}, {@code run}, {@code logs}, …), each in the file
 * of its name, and {@link dev.cryo.containers.Subject}: a container together with its timeline.
 *
 * <p>May use: engine, store, verb.
 */
@NullMarked
package dev.cryo.containers;

import org.jspecify.annotations.NullMarked;
