package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;

/** What is known of a container after an act on it has failed; the engine itself may have gone in the middle. */
final class Aftermath {

    private final Engine engine;
    private final Container before;

    Aftermath(Engine engine, Container before) {
        this.engine = engine;
        this.before = before;
    }

    /** What the container does now, as the end of a sentence about it. */
    String now() {
        try {
            var now = engine.container(before.id());
            return !now.alive()
                    ? "is stopped (" + now.state().exitStatus() + ")"
                    : runs(now.state().pid()) ? "goes on" : "has ended";
        } catch (Problem away) {
            return "cannot be looked at: " + away.what();
        }
    }

    /** A failure with what is known of the container, where its engine does not answer any more; else as it is. */
    Problem of(Problem failure) {
        try {
            var _ = engine.askInfo();
            return failure;
        } catch (Problem away) {
            if (failure.kind() != Problem.Kind.FAILED) {
                return failure;
            }
            boolean toldAlready = failure.what().equals(away.what()) || failure.evidence().contains(away.what());
            var named = failure.what().contains("'" + before.name() + "'")
                    ? failure
                    : Problem.failed("work on '" + before.name() + "' ended early: " + failure.what())
                            .evidence(failure.evidence())
                            .cause(failure);
            return (toldAlready ? named : named.evidence(away.what()).evidence(away.evidence()))
                    .evidence("'" + before.name() + "' " + seen())
                    .remedy("start the engine (of a lab: 'lab up'); 'ps --all' then tells what '" + before.name() + "' does");
        }
    }

    private String seen() {
        try {
            return before.state().pid() > 0 && runs(before.state().pid())
                    ? "goes on, as far as can be seen on the engine's host"
                    : "does not run any more, or not as the process that it was";
        } catch (Problem away) {
            return "may run or not: the engine's host cannot be looked at either";
        }
    }

    private boolean runs(long pid) {
        return engine.host().exists(new HostPath("/proc/" + pid));
    }
}
