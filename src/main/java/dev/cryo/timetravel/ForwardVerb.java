package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.Optional;

/** {@code forward}: puts a container one step ahead on its timeline, where it has been already. */
public final class ForwardVerb implements Verb<ForwardVerb.Request, Restored> {

    private final Subjects subjects;

    public ForwardVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "forward",
            summary = "Put a container ahead by one checkpoint, after it was put back",
            details = {
                "Where the timeline parts, the branch with the newest checkpoint is taken, and the others are named.",
                "It is a 'rewind', with its options."
            },
            examples = "forward web",
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "the container, running or not") ContainerName container,
            @Argument(label = "STEPS", help = "how many checkpoints (default: 1)") Optional<Integer> steps,
            @Included RewindOptions options) {

        public Request {
            Steps.check(steps);
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Restored run(Request request, Watch watch) {
        var subject = subjects.find(request.container());
        var ahead = new Steps(subject).forward(request.steps().orElse(1));
        ahead.passed().forEach(other -> watch.note("another branch leads to " + other.reference()));
        return new Rewinding(subjects, "forward").to(ahead.checkpoint(), subject, request.options(), watch);
    }
}
