package dev.cryo.script;

import dev.cryo.verb.Carded;
import dev.cryo.verb.Problem;
import java.time.Duration;

/** How a command ended that a script ran, and what it printed; hostile where the container says it. */
public final class Outcome implements Carded {

    private final String command;
    private final int status;
    private final String out;
    private final String err;
    private final Duration took;

    Outcome(String command, int status, String out, String err, Duration took) {
        this.command = command;
        this.status = status;
        this.out = out;
        this.err = err;
        this.took = took;
    }

    public int getStatus() {
        return status;
    }

    public String getOut() {
        return out;
    }

    public String getErr() {
        return err;
    }

    /** From the call until it had ended. */
    public Duration getTook() {
        return took;
    }

    /** In Groovy an outcome is true when the status is 0: {@code until (web.exec('test', '-e', '/ready')) …}. */
    public boolean asBoolean() {
        return status == 0;
    }

    /**
     * This outcome of a command that had to succeed.
     *
     * @throws Problem when it did not
     */
    public Outcome orFail() {
        if (status != 0) {
            throw Problem.failed("'" + command + "' ended with status " + status)
                    .evidence(err.isBlank() ? out.lines().toList() : err.lines().toList());
        }
        return this;
    }

    /** A command that ended. */
    public record Card(String command, int status, Duration took, String out, String err) {}

    @Override
    public Card card() {
        return new Card(command, status, took, out, err);
    }

    /** What it printed. */
    @Override
    public String toString() {
        return out + err;
    }
}
