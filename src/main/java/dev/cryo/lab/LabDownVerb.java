package dev.cryo.lab;

import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;

/** Ends a lab; its containers and images stay for the next time. */
public final class LabDownVerb implements Verb<LabDownVerb.Request, LabChange> {

    @Usage(
            name = "lab down",
            summary = "Stop a lab and its containers; its files stay",
            details = "Nothing of it is left on the machine but its folder: no process, mount, namespace or cgroup. "
                    + "Containers have ten seconds to stop by themselves.",
            examples = "lab down",
            group = Usage.Group.CRYO)
    public record Request(
            @Option(help = "Which lab", fallback = "default") LabName name,
            @Option(help = "Do not wait for containers to stop by themselves") boolean now) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public LabChange run(Request request, Watch watch) {
        Machine.requireRoot("stopping a lab needs root");
        var lab = Lab.named(request.name());
        if (!lab.exists()) {
            throw Problem.failed("there is no lab '" + lab.name() + "'").remedy("'lab status' lists them");
        }
        try (var _ = lab.lock(watch)) {
            new LabHost(lab, watch).end(request.now());
        } catch (IOException e) {
            watch.stopIfCancelled();
            throw Problem.failed("lab '" + lab.name() + "' could not be stopped")
                    .evidence(e.toString())
                    .cause(e);
        }
        var change = new LabChange(lab.name(), "lab '" + lab.name() + "' is down");
        watch.done(change);
        return change;
    }
}
