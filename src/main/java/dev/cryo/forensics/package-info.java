/**
 * A checkpoint opened as evidence: questions to it, answered from its image files alone. No engine and no root is
 * needed, nothing is run, and what is damaged is said while the rest is shown. Where the programs are wanted too, which no
 * checkpoint holds ({@link dev.cryo.forensics.ProgramFiles}), they come from a folder or from the container's engine.
 *
 * <p>A question is a verb: a request, which includes {@link dev.cryo.forensics.About} (which evidence, which of its
 * processes: the one place for filters), and rows with a type of their own. {@link dev.cryo.forensics.EvidenceReader}
 * opens what a user names as {@link dev.cryo.forensics.OpenedEvidence}; {@link dev.cryo.forensics.Asked} is that
 * evidence with the processes that are meant. Facts come from two places in {@code criu}: processes with their memory
 * ({@code ImageDirectory}), and records by the names of CRIU's fields ({@code ImageTree.records}, {@code Fields}).
 * A value that the checkpoint does not hold is a {@code Reading} that says why; a damaged part is a row that says so.
 *
 * <p>May use: {@code verb}, {@code store}, {@code criu}, {@code archive}, {@code engine}, {@code containers}.
 */
@NullMarked
package dev.cryo.forensics;

import org.jspecify.annotations.NullMarked;
