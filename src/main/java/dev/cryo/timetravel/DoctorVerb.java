package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.verb.Argument;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code doctor}: tells beforehand what a checkpoint will refuse or lose. */
public final class DoctorVerb implements Verb<DoctorVerb.Request, List<Finding>> {

    private final Subjects subjects;

    public DoctorVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "doctor",
            summary = "Tell beforehand what a checkpoint will refuse or lose",
            details = {
                "Without a container: what the engine and its host offer. With one: what stands in it, each thing with"
                        + " its verdict. 'fails' is certain, and 'checkpoint' refuses it before anything is touched;"
                        + " 'lost' is not in the checkpoint; 'unknown' may work.",
                "Nothing is changed. Options of 'checkpoint' may be given, to see what would come of them."
            },
            examples = {"doctor", "doctor web", "doctor --leave-running --file-locks web"},
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CONTAINER", help = "a running container (default: the engine and its host)")
                    Optional<ContainerName> container,
            @Option(help = "as if the container were to go on after the checkpoint") boolean leaveRunning,
            @Included CriuOptions criu) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Finding> run(Request request, Watch watch) {
        var engine = subjects.engine();
        if (request.container().isEmpty()) {
            watch.step("asking the engine's host");
            return HostCheck.of(engine).findings();
        }
        var container = engine.container(request.container().get());
        if (!container.alive()) {
            throw Problem.failed("'" + container.name() + "' is not running")
                    .remedy("'doctor' looks at what runs; 'doctor' alone looks at the engine's host");
        }
        var findings = Checkup.of(engine.host(), container, request.criu(), request.leaveRunning())
                .findings();
        var back = WaysBack.of(engine, container).finding("way back");
        return Stream.concat(Stream.of(request.leaveRunning() ? back.tolerated() : back), findings.stream())
                .sorted((a, b) -> b.verdict().compareTo(a.verdict()))
                .toList();
    }
}
