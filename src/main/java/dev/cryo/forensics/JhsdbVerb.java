package dev.cryo.forensics;

import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSpec;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.Argument;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** {@code jhsdb}: a JVM of a checkpoint, looked at by the serviceability agent of its own JDK. */
public final class JhsdbVerb implements Verb<JhsdbVerb.Request, Debugged> {

    private static final String CORE = "/cryo.core";

    private final EvidenceReader evidence;
    private final Subjects subjects;

    public JhsdbVerb(EvidenceReader evidence, Subjects subjects) {
        this.evidence = evidence;
        this.subjects = subjects;
    }

    @Usage(
            name = "jhsdb",
            summary = "Look at a JVM of a checkpoint with jhsdb: its threads, its heap",
            details = {
                "jhsdb must be of the very JDK that ran: it is started in a new container of the checkpoint's image, without a"
                        + " network, with a core dump of the process. Both are gone afterwards.",
                "TOOL is one of jhsdb's: jstack, jmap, jinfo, clhsdb; what stands behind it is given to it."
            },
            examples = "jhsdb app@1 1 jstack",
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "EVIDENCE", help = "a checkpoint of the store") Evidence evidence,
            @Argument(label = "PID", help = "the JVM") int process,
            @Argument(label = "TOOL", help = "such as jstack, and its arguments", verbatim = true) List<String> tool) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Debugged run(Request request, Watch watch) {
        var opened = evidence.open(request.evidence());
        var checkpoint = opened.checkpoint()
                .orElseThrow(() -> Problem.failed("an image directory does not tell of which image its container was")
                        .remedy("name a checkpoint of the store; or 'core' it, and run jhsdb where its JDK is"));
        var java = FilesVerb.program(Asked.of(opened, Whose.of(request.process())))
                .filter(path -> path.endsWith("/java"))
                .orElseThrow(() -> Problem.failed("process " + request.process() + " is no JVM"));
        try (var desk = Desk.make()) {
            watch.step("writing a core dump");
            var core = CoreVerb.write(opened, request.process(), desk.folder().resolve("core"), watch).file();
            // Its folder keeps others out; root of the container may be somebody else on this machine.
            Files.setPosixFilePermissions(core, PosixFilePermissions.fromString("r--r--r--"));
            return inContainer(request.tool(), java, checkpoint, view(core), watch);
        } catch (IOException e) {
            throw Problem.failed("jhsdb could not be run").evidence(String.valueOf(e)).cause(e);
        }
    }

    private HostPath view(Path core) {
        return subjects.engine().host().view(core)
                .orElseThrow(() -> Problem.failed("the engine's host does not see the files of this machine")
                        .remedy("run Cryo there; or 'core' the process, and take the core dump to a JDK like its own"));
    }

    private Debugged inContainer(List<String> tool, String java, Checkpoint checkpoint, HostPath core, Watch watch)
            throws IOException {
        var jhsdb = java.replaceFirst("java$", "jhsdb");
        var words = new ArrayList<>(List.of(tool.getFirst(), "--exe", java, "--core", CORE));
        words.addAll(tool.subList(1, tool.size()));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try (var made = OfImage.create(subjects, checkpoint, (image, name, _) -> ContainerSpec.of(image, name, words)
                .isolated(jhsdb, List.of(core + ":" + CORE + ":ro")))) {
            watch.step("running jhsdb " + tool.getFirst());
            try (var attached = made.engine().attach(made.id(), (stream, bytes) -> {
                watch.write(stream, bytes);
                (stream == Watch.Stream.OUT ? out : err).writeBytes(bytes);
            })) {
                start(made, jhsdb);
                int status = attached.awaitEnd();
                return new Debugged(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
            }
        }
    }

    private static void start(OfImage made, String jhsdb) {
        try {
            made.engine().start(made.id());
        } catch (Problem e) {
            throw Problem.failed("jhsdb cannot be started in the container's image")
                    .evidence(e.evidence())
                    .remedy("it is wanted as " + jhsdb + ": a JDK has it, a JRE does not")
                    .cause(e);
        }
    }
}
