/**
 * The faces that people type at: one command, a script file, standard input, the prompt.
 *
 * <p>{@link dev.cryo.shell.Main} owns the process; {@link dev.cryo.shell.Front} reads an {@link
 * dev.cryo.shell.Invocation} and dispatches it. {@link dev.cryo.shell.VerbLine} turns the words of a command into
 * arguments, {@link dev.cryo.shell.Printer} turns results into text or JSON, {@link dev.cryo.shell.FaceWatch} shows
 * progress. Whatever is printed passes {@link dev.cryo.shell.Escaped}.
 *
 * <p>{@link dev.cryo.shell.Session} performs the lines of a prompt, of standard input and of files, with verbs of its own;
 * {@link dev.cryo.shell.Prompt} reads them with {@link dev.cryo.shell.PromptReader}, and {@link dev.cryo.shell.Jobs} keeps
 * those in the background.
 *
 * <p>{@link dev.cryo.shell.CompletionVerb} answers the system's shells, whose line is a {@link dev.cryo.shell.ShellLine}.
 *
 * <p>May use: every room. JLine is used here only.
 */
@NullMarked
package dev.cryo.shell;

import org.jspecify.annotations.NullMarked;
