package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.Optional;

/** {@code rewind}: puts a container back to one of its checkpoints, memory and files. */
public final class RewindVerb implements Verb<RewindVerb.Request, Restored> {

    private final Subjects subjects;

    public RewindVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "rewind",
            summary = "Put a container back to an earlier checkpoint",
            details = {
                "Memory, processes, the container's own files and its volumes go back to one instant. Files that the"
                        + " rewind takes away are kept in the store until the next one. The log goes on.",
                "Later checkpoints stay: what is checkpointed from here on is another branch of the timeline. --save makes"
                        + " a checkpoint of the moment that is left, so that 'rewind' can come back to it.",
                "A container that can write to what the checkpoint does not hold, such as a folder of the host or a volume"
                        + " that another running container has, is refused; --without-volumes insists."
            },
            examples = {"rewind web web@before-deploy", "rewind web ~1 --save"},
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "the container, running or not") ContainerName container,
            @Argument(label = "CHECKPOINT", help = "its checkpoint: a label, ~1, a number, a time, or the start of an id")
                    CheckpointRef checkpoint,
            @Included RewindOptions options) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Restored run(Request request, Watch watch) {
        var subject = subjects.find(request.container());
        var checkpoint = find(request, subject);
        return new Rewinding(subjects, "rewind").to(checkpoint, subject, request.options(), watch);
    }

    private Checkpoint find(Request request, Subject subject) {
        // other@3 is number 3 of the other container, not of this one.
        var here = Optional.of(subject.key())
                .filter(_ -> request.checkpoint().container().map(subject::isCalled).orElse(true));
        var found = subjects.store().find(request.checkpoint(), here);
        if (!found.timeline().equals(subject.key())) {
            throw Problem.failed("'" + request.checkpoint() + "' is a checkpoint of another container")
                    .evidence("it was taken from '" + found.containerName() + "', "
                            + found.timeline().container().brief())
                    .remedy("a container is put back to its own checkpoints; 'checkpoints "
                            + subject.container().name() + "' lists them");
        }
        return found;
    }
}
