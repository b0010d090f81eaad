package dev.cryo.script;

import groovy.lang.MissingMethodException;
import groovy.lang.Script;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.jspecify.annotations.Nullable;

/** What every script extends: a method that the script does not have itself is a verb. */
public abstract class CryoScript extends Script {

    private @Nullable VerbCall verbs;
    private @Nullable Containers containers;

    final void attach(VerbCall call, Containers found) {
        verbs = call;
        containers = found;
    }

    /** The engine's containers: {@code containers['web']}, {@code containers.each { println it }}. */
    public final Containers getContainers() {
        return Objects.requireNonNull(containers, "containers are there once the script runs, not while it is made");
    }

    /** The verbs as methods; there once the script runs. */
    protected final VerbCall verbs() {
        return Objects.requireNonNull(verbs, "verbs are there once the script runs, not while it is made");
    }

    @Override
    public Object invokeMethod(String name, Object args) {
        try {
            return super.invokeMethod(name, args);
        } catch (MissingMethodException e) {
            if (verbs != null && name.equals(e.getMethod()) && verbs.verb(name).isPresent()) {
                return verbs.call(name, InvokerHelper.asArray(args));
            }
            throw e;
        }
    }

    /**
     * Sleeps, and unlike Groovy's own {@code sleep} ends when the script is interrupted. What was printed is seen before.
     */
    public void sleep(long milliseconds) throws InterruptedException {
        sleep(Duration.ofMillis(milliseconds));
    }

    public void sleep(Duration duration) throws InterruptedException {
        if (getBinding().getProperty("out") instanceof PrintStream out) {
            out.flush();
        }
        Thread.sleep(duration);
    }

    /** Ends the script, through its finally blocks. */
    @SuppressWarnings("DoNotCallSuggester") // Throwing is how it ends the script.
    public static void exit(int status) {
        throw new ScriptExit(status);
    }

    public static void exit() {
        exit(0);
    }
}
