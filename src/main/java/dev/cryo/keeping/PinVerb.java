package dev.cryo.keeping;

import dev.cryo.containers.EachOf;
import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Remarking;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;

/** {@code pin}: keeps checkpoints from being pruned. */
public final class PinVerb implements Verb<PinVerb.Request, List<Remarked>> {

    private final Subjects subjects;

    public PinVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "pin",
            summary = "Keep checkpoints, whatever prune is told",
            examples = {"pin web@first", "pin --undo web@first"},
            group = Usage.Group.STORE)
    public record Request(
            @Argument(label = "CHECKPOINT", help = "such as web@3") List<CheckpointRef> checkpoints,
            @Option(help = "let prune take them again") boolean undo) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Remarked> run(Request request, Watch watch) {
        return EachOf.of(request.checkpoints(), watch, ref -> {
            var checkpoint = new Named(subjects).checkpoint(ref);
            return Remarked.of(
                    new Remarking(subjects.store()).remark(checkpoint, remarks -> remarks.withPin(!request.undo())));
        });
    }
}
