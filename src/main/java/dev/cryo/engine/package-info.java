/**
 * Container engines and the hosts they run on.
 *
 * <p>{@link dev.cryo.engine.Engine} is what Cryo asks of an engine: containers, images, logs, commands inside.
 * {@link dev.cryo.engine.EngineHost} is the machine the daemon runs on, where scripts run and files lie;
 * {@link dev.cryo.engine.DirectHost} reaches it through the kernel, as root on the same machine; what the two cannot see
 * of each other {@link dev.cryo.engine.FolderTransfer} carries. {@code engine.docker} speaks to dockerd.
 *
 * <p>May use: verb.
 */
@NullMarked
package dev.cryo.engine;

import org.jspecify.annotations.NullMarked;
