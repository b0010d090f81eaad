package dev.cryo.keeping;

import dev.cryo.containers.Subjects;
import dev.cryo.store.Mending;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;

/** {@code repair}: makes good what can be made good. */
public final class RepairVerb implements Verb<RepairVerb.Request, List<RepairVerb.Repaired>> {

    private final Subjects subjects;

    public RepairVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "repair",
            summary = "Mend the store, and undo what died in the middle",
            details = {
                "In the store, damaged tables are written anew from their copies, unpacked copies that are void are dropped,"
                        + " and what dead processes left is cleared away. No checkpoint goes. What is damaged for good,"
                        + " 'verify' names.",
                "On the engine's host, where one can be reached: containers that stand frozen although nobody dumps them go on,"
                        + " CRIU's rules that keep packets away from them are removed, and restores whose Cryo has died"
                        + " are called off. A container that its user has paused stays paused."
            },
            examples = "repair",
            group = Usage.Group.STORE)
    public record Request() {}

    /**
     * Something that was done.
     *
     * @param where {@code store}, or {@code host}
     */
    public record Repaired(String where, String what) implements Watch.Finished {
        @Override
        public String line() {
            return what;
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Repaired> run(Request request, Watch watch) {
        var done = new ArrayList<Repaired>();
        watch.step("mending the store");
        new Mending(subjects.store()).mend().forEach(what -> done.add(new Repaired("store", what)));
        mendHost(watch).forEach(what -> done.add(new Repaired("host", what)));
        if (done.isEmpty()) {
            done.add(new Repaired("store", "nothing was to be repaired"));
        }
        done.forEach(watch::done);
        return done;
    }

    private List<String> mendHost(Watch watch) {
        try {
            return new HostMending(subjects.engine()).mend(watch);
        } catch (Problem e) {
            if (e.kind() == Problem.Kind.INTERRUPTED) {
                throw e;
            }
            watch.note("the engine's host was not looked at: " + e.what());
            return List.of();
        }
    }
}
