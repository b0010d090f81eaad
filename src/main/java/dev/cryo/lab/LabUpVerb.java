package dev.cryo.lab;

import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.util.Optional;

/** Sees to it that a lab runs. */
public final class LabUpVerb implements Verb<LabUpVerb.Request, LabChange> {

    @Usage(
            name = "lab up",
            summary = "Start a lab: Cryo's own private Docker with CRIU",
            details = {
                "A lab is a small Debian of its own on this machine, with a Docker daemon whose containers can be "
                        + "checkpointed and restored. It shares no network, no firewall and no Docker with the "
                        + "machine, whose files it sees below /host.",
                "The first lab is built from Debian packages, which takes about a minute; what was built is kept for "
                        + "all later ones. A lab that runs and is well is left alone; one that is not is repaired."
            },
            examples = "lab up",
            group = Usage.Group.CRYO)
    public record Request(
            @Option(help = "Which lab", fallback = "default") LabName name,
            @Option(help = "The Debian suite that Docker comes from: sid has 28.5, trixie 26.1 (default: as last time, else sid)")
                    Optional<DockerFrom> docker,
            @Option(help = "Give containers a user namespace, from now on: where root has no CAP_SYS_RESOURCE, CRIU dumps users other than root only so")
                    boolean userns,
            @Option(help = "Give it cgroup v2 alone, from now on: on a machine of cgroup v1, where the controllers are v1's, without limits for containers")
                    boolean cgroup2,
            @Option(help = "What Docker keeps images in: overlay2, containerd (the default from Docker 29 on), vfs (default: as last time, else overlay2)")
                    Optional<ImageStore> imageStore,
            @Option(help = "The Debian mirror to build from (default: the machine's own)", label = "URI")
                    Optional<Mirror> mirror) {

        /** The lab of this name, as it was last time. */
        public static Request of(LabName name) {
            return new Request(name, Optional.empty(), false, false, Optional.empty(), Optional.empty());
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public LabChange run(Request request, Watch watch) {
        Machine.check();
        var lab = Lab.named(request.name());
        try (var _ = lab.lock(watch)) {
            new LabHost(lab, watch)
                    .up(
                            request.docker(),
                            request.userns(),
                            request.cgroup2(),
                            request.imageStore(),
                            new Builder(lab.cache(), request.mirror()));
        } catch (IOException e) {
            watch.stopIfCancelled();
            throw Problem.failed("lab '" + lab.name() + "' could not be started")
                    .evidence(e.toString())
                    .cause(e);
        }
        var state = LabState.of(lab);
        var change = new LabChange(
                lab.name(),
                "lab '" + lab.name() + "' is up: Docker " + state.docker().orElse("?") + ", CRIU "
                        + state.criu().orElse("?"));
        watch.done(change);
        return change;
    }
}
