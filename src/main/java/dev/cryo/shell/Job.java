package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import java.time.Instant;

/** A command that goes on while its user types the next ones. */
final class Job {

    /** What has become of it. */
    enum State {
        RUNNING,
        CANCELLING,
        DONE,
        FAILED,
        CANCELLED
    }

    private final int number;
    private final String command;
    private final Instant since = Instant.now();
    private final Interruption interruption = new Interruption();
    private volatile State state = State.RUNNING;
    private volatile String doing = "";

    Job(int number, String command) {
        this.number = number;
        this.command = command;
    }

    int number() {
        return number;
    }

    String command() {
        return command;
    }

    Instant since() {
        return since;
    }

    Interruption interruption() {
        return interruption;
    }

    State state() {
        return state;
    }

    /** The step at which it is. */
    String doing() {
        return doing;
    }

    void does(String step) {
        doing = step;
    }

    void became(State now) {
        state = now;
        doing = "";
    }

    boolean isOver() {
        return state != State.RUNNING && state != State.CANCELLING;
    }
}
