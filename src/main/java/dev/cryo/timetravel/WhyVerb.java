package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.store.Attempt;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code why}: shows again what failed. */
public final class WhyVerb implements Verb<WhyVerb.Request, WhyVerb.Failure> {

    private final Subjects subjects;

    public WhyVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "why",
            summary = "Show why the last checkpoint or restore failed",
            details = "The cause, the lines of CRIU's log that prove it, what mends it, and where the whole log is. The"
                    + " last 20 failures of each container are kept.",
            examples = {"why", "why web"},
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "a container, present or gone (default: whichever failed last)")
                    Optional<ContainerName> container,
            @Option(label = "N", fallback = "0", help = "the failure so many before the last one") int back) {

        public Request {
            if (back < 0) {
                throw Problem.usage("--back must not be negative");
            }
        }
    }

    /**
     * One failure.
     *
     * @param why what failed, with its cause
     * @param log the whole log
     */
    public record Failure(
            Instant when,
            String container,
            String verb,
            String why,
            List<Line> proof,
            Optional<String> remedy,
            Optional<Path> log) {

        static Failure of(Attempt a) {
            return new Failure(
                    a.when(),
                    a.container(),
                    a.verb(),
                    a.what(),
                    a.evidence().stream().map(Line::new).toList(),
                    a.remedy(),
                    a.log());
        }
    }

    /** A line of a log. */
    public record Line(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Failure run(Request request, Watch watch) {
        StillComing.tellEnded(subjects, watch);
        var attempts = request.container().map(this::of).orElseGet(() -> subjects.store().attempts());
        if (request.back() >= attempts.size()) {
            throw Problem.failed("no such failure is kept")
                    .evidence(attempts.size() + " are, of "
                            + request.container().map(name -> "'" + name + "'").orElse("all containers"));
        }
        return Failure.of(attempts.get(request.back()));
    }

    private List<Attempt> of(ContainerName name) {
        // Asked only when the store knows nothing of it: failures are read without an engine.
        var gone = subjects.store().attempts().stream()
                .filter(attempt -> attempt.container().equals(name.text()))
                .toList();
        return gone.isEmpty()
                ? subjects.store().attempts(subjects.find(name).key()).all()
                : gone;
    }
}
