/**
 * The shape of a call: a verb is declared once here and reached through three faces (command line, prompt, Groovy).
 *
 * <p>A verb is a {@link dev.cryo.verb.Verb} over a request record whose components carry their names and help
 * ({@link dev.cryo.verb.Argument}, {@link dev.cryo.verb.Option}). {@link dev.cryo.verb.VerbShape} reads that
 * declaration, {@link dev.cryo.verb.Binder} fills the record, {@link dev.cryo.verb.Watch} carries progress out and
 * cancellation in, and {@link dev.cryo.verb.Problem} is the one way to fail. Sizes, names and references that occur in
 * requests and rows are types of this room.
 *
 * <p>May use: the JDK.
 */
@NullMarked
package dev.cryo.verb;

import org.jspecify.annotations.NullMarked;
