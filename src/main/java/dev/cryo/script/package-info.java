/**
 * Cryo in Groovy: scripts, expressions, and what a line of the prompt means when it is not a command.
 *
 * <p>{@link dev.cryo.script.GroovySession} compiles and runs; its scripts extend {@link dev.cryo.script.CryoScript},
 * whose unknown methods are verbs, called through {@link dev.cryo.script.VerbCall}. Exceptions become problems that
 * point at a line ({@link dev.cryo.script.ScriptProblem}). {@link dev.cryo.script.DurationExtension} makes {@code
 * 2.seconds} a duration. {@link dev.cryo.script.ContainerHandle} and {@link dev.cryo.script.CheckpointHandle} are what scripts
 * hold in their hands; {@link dev.cryo.script.ScriptOptions} are the words that a script was called with.
 * {@link dev.cryo.script.Plugins} are scripts that are verbs.
 *
 * <p>May use: catalog and below. Groovy's own classes are used here only.
 */
@NullMarked
package dev.cryo.script;

import org.jspecify.annotations.NullMarked;
