package dev.cryo.script;

import dev.cryo.catalog.Interruption;
import groovy.lang.MissingMethodException;
import groovy.lang.Script;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.runtime.StringGroovyMethods;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
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

    /**
     * The words that the script was called with, read as its help says. With {@code --help} the help is printed, and the
     * script ends.
     *
     * @see ScriptOptions
     */
    public final ScriptOptions options(String help) {
        var text = StringGroovyMethods.stripIndent((CharSequence) help).strip();
        Collection<?> args = DefaultTypeTransformation.asCollection(getBinding().getVariable("args"));
        return ScriptOptions.read(text, args.stream().map(String::valueOf).toList()).orElseGet(() -> {
            println(text);
            throw new ScriptExit(0);
        });
    }

    /** Runs a command where Cryo runs: {@code here('curl', '-fsS', 'localhost:8080').out}. */
    public final Outcome here(String... command) throws InterruptedException {
        return here(List.of(command));
    }

    public final Outcome here(List<String> command) throws InterruptedException {
        return LocalCommand.run(command);
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
        if (Interruption.endsScript()) {
            throw new InterruptedException("the script is to end");
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
