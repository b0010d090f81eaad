package dev.cryo.forensics;

import dev.cryo.engine.LocalProgram;
import dev.cryo.verb.Watch;

/** How a debugger ended, and what it wrote where it had no terminal. */
public record Debugged(int status, String out, String err) implements Watch.Shown {

    static Debugged of(LocalProgram.Ran ran) {
        return new Debugged(ran.status(), ran.out(), ran.err());
    }
}
