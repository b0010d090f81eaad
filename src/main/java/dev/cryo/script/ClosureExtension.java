package dev.cryo.script;

import groovy.lang.Closure;

/** What closures have in scripts. Groovy finds it by name. */
public final class ClosureExtension {

    private ClosureExtension() {}

    /**
     * Sleeps, and ends when the script is interrupted, as {@link CryoScript#sleep(long)} does outside of closures: Groovy's
     * own {@code sleep}, which a closure would find, sleeps on.
     */
    public static void sleep(Closure<?> closure, long milliseconds) throws InterruptedException {
        if (closure.getThisObject() instanceof CryoScript script) {
            script.sleep(milliseconds);
        } else {
            Thread.sleep(milliseconds); // of a class in the script
        }
    }
}
