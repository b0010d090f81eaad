package dev.cryo.shell;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.Optional;

/** {@code tour}: learning Cryo by using it, in ten steps. */
final class TourVerb implements Verb<TourVerb.Request, Performed> {

    @Usage(
            name = "tour",
            summary = "Learn Cryo by using it, in ten steps",
            details = {
                "Each step shows a line to type; Enter alone has it typed. It is performed on the engine, and the tour goes on"
                        + " when that shows what was to be done. Whatever else is typed is performed, too.",
                "The tour has a container of its own, 'tour'. When it ends, by its last step, --end, Ctrl-C on an empty line or"
                        + " by leaving Cryo, that is removed with its checkpoints. 'tour' later goes on where you were."
            },
            examples = {"tour", "tour 4", "tour --yes", "tour --end"},
            group = Usage.Group.PROMPT)
    record Request(
            @Argument(label = "STEP", help = "the step to go on with, from 1 to 10 (default: where you were)")
                    Optional<Integer> step,
            @Option(letter = "y", help = "perform all of it, without waiting; for pipes and CI, too") boolean yes,
            @Option(help = "end the tour, and remove what it made") boolean end) {

        Request {
            if ((yes || end) && (step.isPresent() || (yes && end))) {
                throw Problem.usage("'tour' takes one of a step, --yes and --end");
            }
        }
    }

    private final Tour tour;

    TourVerb(Tour tour) {
        this.tour = tour;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Performed run(Request request, Watch watch) {
        request.step().filter(step -> step < 1 || step > tour.size()).ifPresent(step -> {
            throw Problem.usage("the tour has no step " + step).remedy("its steps are 1 to " + tour.size());
        });
        if (request.end()) {
            tour.end();
        } else if (request.yes()) {
            tour.all();
        } else {
            tour.begin(request.step());
        }
        return new Performed(0);
    }
}
