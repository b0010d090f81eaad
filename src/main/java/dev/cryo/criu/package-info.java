/**
 * CRIU's image format: what a checkpoint holds, read straight from its image files.
 *
 * <p>Start at {@link dev.cryo.criu.ImageDirectory}: it opens a folder (or any {@link dev.cryo.criu.Images}) and gives
 * its processes and a search over their memory. Below it lie three layers:
 *
 * <ol>
 *   <li>files: {@link dev.cryo.criu.ImageFile} and {@code ImageStream} take a file apart into records, whatever they
 *       mean, and back into the same bytes; {@link dev.cryo.criu.ImageType} knows the magic numbers;
 *   <li>messages: {@code Message} looks fields up by number. There is no generated code: each reader names the fields
 *       that it uses and their numbers, which are CRIU's;
 *   <li>meaning: {@code ProcessTree} reads processes and threads, {@code Memory} and
 *       {@link dev.cryo.criu.AddressSpace} their memory over {@code PageMap}, {@code FileTable} their descriptors;
 *       {@code Windows} and {@code Search} walk over memory.
 * </ol>
 *
 * <p>Everything that is read is hostile. A size or count in a file is a claim that is checked against the file's own
 * size before anything is allocated; names are passed on unescaped. Damage is a {@link dev.cryo.verb.Problem}; what
 * a sound checkpoint does not hold is a {@link dev.cryo.criu.Reading} that says why. Numbers and addresses are
 * unsigned, pages are 4096 bytes.
 *
 * <p>May use: {@code verb}, the JDK, protobuf's wire format (here only).
 */
@NullMarked
package dev.cryo.criu;

import org.jspecify.annotations.NullMarked;
