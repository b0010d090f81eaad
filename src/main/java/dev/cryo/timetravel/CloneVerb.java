package dev.cryo.timetravel;

import dev.cryo.containers.EachOf;
import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code clone}: restores a checkpoint into new containers, beside the one that it was taken from. */
public final class CloneVerb implements Verb<CloneVerb.Request, List<Cloned>> {

    /** More than these wait for the daemon, not for processors. */
    private static final int AT_ONCE = 4;

    private final Subjects subjects;

    public CloneVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "clone",
            summary = "Restore a checkpoint into one or more new containers",
            details = {
                "A clone goes on where the checkpoint stood, with memory, files and volumes of its own, a new address and a new"
                        + " hostname. The container that the checkpoint was taken from is not touched, and may be gone.",
                "Image, command, variables, limits and networks are the origin's. Its published ports are published anew"
                        + " wherever the host has free ones, unless --publish says where. Folders of the host are shared with"
                        + " the origin, which is said.",
                "With --count the clones are called NAME-1, NAME-2, …"
            },
            examples = {"clone web@before-deploy --name web-2", "clone web@1 --name web --count 3"},
            group = Usage.Group.TIME)
    public record Request(
            @Argument(label = "CHECKPOINT", help = "such as web@before-deploy") CheckpointRef checkpoint,
            @Option(help = "the name of the new container") Optional<ContainerName> name,
            @Option(fallback = "1", label = "N", help = "how many") int count,
            @Option(help = "what it is called inside (default: as docker names new ones)") Optional<String> hostname,
            @Option(letter = "p", label = "PORTS", help = "publish a port, such as 8080:80, instead of the origin's")
                    List<String> publish,
            @Included RestoreOptions how) {

        public Request {
            if (count < 1) {
                throw Problem.usage("--count must be at least 1");
            }
            if (name.isEmpty()) {
                throw Problem.usage("clone needs --name: what the new container is to be called");
            }
            if (count > 1 && publish.stream().anyMatch(port -> port.matches("([^:]*:)?\\d+:.*"))) {
                throw Problem.usage(count + " clones cannot have the same port of the host")
                        .remedy("--publish 80 takes a free one for each, --publish 8080-8099:80 one of these");
            }
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Cloned> run(Request request, Watch watch) {
        var checkpoint = new Named(subjects).checkpoint(request.checkpoint());
        var cloning = new Cloning(subjects);
        new Throwaway(subjects).sweep(watch);
        cloning.require(checkpoint);
        watch.step("cloning " + checkpoint.reference());
        // Unpacked once for all of them.
        try (var _ = subjects.store().unpack(checkpoint)) {
            return EachOf.of(names(request), atOnce(request), watch, name -> cloning.make(
                    new Cloning.Order(
                            "clone", checkpoint, name, request.hostname(), request.publish(), true, request.how()),
                    watch));
        }
    }

    /** As many as the engine's machine has processors for. Out of a range of ports the engine gives to whoever starts first. */
    private int atOnce(Request request) {
        boolean ordered = request.publish().stream().anyMatch(port -> port.matches("([^:]*:)?\\d+-\\d+:.*"));
        return ordered ? 1 : Math.clamp(subjects.engine().info().cores(), 1, AT_ONCE);
    }

    private static List<String> names(Request request) {
        var name = request.name().orElseThrow().text();
        return request.count() == 1
                ? List.of(name)
                : IntStream.rangeClosed(1, request.count()).mapToObj(i -> name + "-" + i).toList();
    }
}
