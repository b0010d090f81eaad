/**
 * Docker: {@link dev.cryo.engine.docker.DockerEngine} over docker-java's commands, with an HTTP client of our own under
 * them ({@link dev.cryo.engine.docker.SocketHttpClient}) that takes any {@link dev.cryo.engine.docker.Way}, and raw reads with our own records where speed matters.
 *
 * <p>docker-java is confined to this package.
 */
@NullMarked
package dev.cryo.engine.docker;

import org.jspecify.annotations.NullMarked;
