package dev.cryo.shell;

import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.Optional;

/** {@code use}: the container that the next commands mean when they name none. */
final class UseVerb implements Verb<UseVerb.Request, Verb.Text> {

    @Usage(
            name = "use",
            summary = "Choose the container that commands mean when they name none",
            details = {
                "The prompt shows it, and the checkpoint at which it stands. 'rewind ~1', 'timeline' and 'processes' are then"
                        + " about this container; a command that names one is about that one.",
                "Where evidence is asked for, none means where the container stands, and ~1 or @first a checkpoint of its."
                        + " Groovy has objects for the same: containers['web']."
            },
            examples = {"use web", "use", "use --none"},
            group = Usage.Group.PROMPT)
    record Request(
            @Argument(label = "CONTAINER", help = "the container; without it the present one is shown")
                    Optional<ContainerName> container,
            @Option(help = "mean none any more") boolean none) {
        Request {
            if (none && container.isPresent()) {
                throw new IllegalArgumentException("--none takes no container");
            }
        }
    }

    private final Standing standing;

    UseVerb(Standing standing) {
        this.standing = standing;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Text run(Request request, Watch watch) {
        if (request.none()) {
            standing.leave();
            return new Text("");
        }
        request.container().ifPresent(standing::enter);
        return new Text(standing.place()
                .orElseThrow(() -> Problem.failed("no container is in use").remedy("'use CONTAINER' chooses one")));
    }
}
