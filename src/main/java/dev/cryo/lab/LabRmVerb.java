package dev.cryo.lab;

import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;

/** Removes a lab with its containers and images; the trees that labs share stay. */
public final class LabRmVerb implements Verb<LabRmVerb.Request, LabChange> {

    @Usage(
            name = "lab rm",
            summary = "Remove a lab that is down, with its containers and images",
            details = "What was built for all labs stays, so that the next one starts at once.",
            examples = {"lab down", "lab rm"},
            group = Usage.Group.CRYO)
    public record Request(@Option(help = "Which lab", fallback = "default") LabName name) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public LabChange run(Request request, Watch watch) {
        Machine.requireRoot("removing a lab needs root");
        var lab = Lab.named(request.name());
        if (!lab.exists()) {
            throw Problem.failed("there is no lab '" + lab.name() + "'").remedy("'lab status' lists them");
        }
        try (var _ = lab.lock(watch)) {
            if (lab.init().isPresent()) {
                throw Problem.failed("lab '" + lab.name() + "' is up").remedy("end it first: lab down");
            }
            new LabHost(lab, watch).end(true);
            Folders.remove(lab.folder());
        } catch (IOException e) {
            watch.stopIfCancelled();
            throw Problem.failed("lab '" + lab.name() + "' could not be removed")
                    .evidence(e.toString())
                    .cause(e);
        }
        var change = new LabChange(lab.name(), "lab '" + lab.name() + "' is removed");
        watch.done(change);
        return change;
    }
}
