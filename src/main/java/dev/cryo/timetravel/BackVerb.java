package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.Optional;

/** {@code back}: puts a container one step back on its timeline. */
public final class BackVerb implements Verb<BackVerb.Request, Restored> {

    private final Subjects subjects;

    public BackVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "back",
            summary = "Put a container back by one checkpoint",
            details = {
                "The first 'back' of a container that ran on since its last checkpoint goes to that one; each further one goes"
                        + " to the checkpoint before. 'forward' is the other direction, and '@' in 'timeline' the place.",
                "It is a 'rewind', with its options."
            },
            examples = {"back web", "back web 2"},
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
        var checkpoint = new Steps(subject).back(request.steps().orElse(1));
        return new Rewinding(subjects, "back").to(checkpoint, subject, request.options(), watch);
    }
}
