package dev.cryo.shell;

import dev.cryo.verb.Watch;

/** Lines that a verb performed, each of which has shown its own result. */
record Performed(int status) implements Watch.Shown {}
