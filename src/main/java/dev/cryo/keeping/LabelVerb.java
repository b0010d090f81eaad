package dev.cryo.keeping;

import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Remarking;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.Label;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.Optional;

/** {@code label}: gives a checkpoint a name. */
public final class LabelVerb implements Verb<LabelVerb.Request, Remarked> {

    private final Subjects subjects;

    public LabelVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "label",
            summary = "Give a checkpoint a name, or another one",
            details = "A label names one checkpoint of its container. The older label, if there was one, is free then.",
            examples = {"label web@1 before-deploy", "label web@first --remove"},
            group = Usage.Group.STORE)
    public record Request(
            @Argument(label = "CHECKPOINT", help = "such as web@3") CheckpointRef checkpoint,
            @Argument(label = "LABEL", help = "the name") Optional<Label> label,
            @Option(help = "take the label away") boolean remove) {

        public Request {
            if (remove == label.isPresent()) {
                throw Problem.usage("label takes a name, or --remove");
            }
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Remarked run(Request request, Watch watch) {
        var checkpoint = new Named(subjects).checkpoint(request.checkpoint());
        var done = Remarked.of(
                new Remarking(subjects.store()).remark(checkpoint, remarks -> remarks.withLabel(request.label())));
        watch.done(done);
        return done;
    }
}
