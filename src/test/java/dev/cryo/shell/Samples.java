package dev.cryo.shell;

import dev.cryo.catalog.Candidate;
import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Completions;
import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Toolbox;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.containers.Subjects;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Label;
import dev.cryo.verb.Option;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Verbs that need no engine, shaped like the real ones. */
@SuppressWarnings("SameNameButDifferent") // each verb has its Request
class Samples implements Toolbox {

    static final ContainerId ID = new ContainerId("0123456789ab".repeat(5) + "cdef");

    private final Completions completions;

    Samples(Settings settings) {
        this((type, typed) -> {
            if (type == ContainerName.class) {
                return List.of(new Candidate("web", "running"), new Candidate("db", "\033[31mhostile"));
            }
            return type == CheckpointRef.class ? List.of(new Candidate("web@~1", "one back")) : List.of();
        });
    }

    Samples(Completions completions) {
        this.completions = completions;
    }

    @Override
    public Catalog catalog() {
        return new Catalog(List.of(new Freeze(), new Listing(), new Look(), new Exec(), new LabUpVerb(), new Wait(), new Until()));
    }

    @Override
    public Completions completions() {
        return completions;
    }

    @Override
    public Subjects subjects() {
        return Subjects.none();
    }

    @Override
    public void close() {}

    /** For looking at the samples under a real terminal. */
    public static void main(String[] args) {
        System.exit(Main.run(args, Samples::new));
    }

    enum Tcp {
        KEEP,
        CLOSE_ALL
    }

    record Frozen(ContainerId id, Size size, Duration freeze) implements Watch.Finished {
        @Override
        public String line() {
            return id.brief();
        }

        @Override
        public String summary() {
            return "frozen: " + size + " in " + freeze.toMillis() + " ms";
        }
    }

    static final class Freeze implements Verb<Freeze.Request, List<Frozen>> {
        @Usage(
                name = "freeze",
                summary = "Freeze containers",
                details = "Each container stands still until it is thawed.",
                examples = {"freeze web", "freeze --leave-running --label before web db"},
                group = Usage.Group.TIME)
        record Request(
                @Argument(label = "CONTAINER", help = "what to freeze") List<ContainerName> containers,
                @Option(help = "where images go", letter = "d") Optional<Place> imageDir,
                @Option(help = "leave it running") boolean leaveRunning,
                @Option(help = "a name for it") Optional<Label> label,
                @Option(help = "what becomes of connections", fallback = "keep") Tcp tcp,
                @Option(help = "how often", fallback = "1") int times,
                @Option(help = "how far apart", fallback = "2s") Duration every,
                @Option(help = "also these", letter = "x") List<String> extra) {
            Request {
                if (times < 1) {
                    throw new IllegalArgumentException("--times must be 1 or more");
                }
            }
        }

        @Override
        public Class<Request> request() {
            return Request.class;
        }

        @Override
        public List<Frozen> run(Request request, Watch watch) {
            var frozen = new Frozen(ID, new Size(240_000_000), Duration.ofMillis(350));
            for (var container : request.containers()) {
                watch.step("freezing " + container);
                if (container.text().equals("broken")) {
                    throw Problem.failed("broken cannot be frozen")
                            .evidence("log: \033[2Jerror")
                            .remedy("mend it");
                }
                watch.done(frozen);
            }
            return request.containers().stream().map(name -> frozen).toList();
        }
    }

    record Row(
            String name, ContainerId id, Size size, Duration freeze, Optional<Instant> at, int pid, boolean running,
            Tcp tcp, List<String> ports) {}

    static final class Listing implements Verb<Listing.Request, List<Row>> {
        @Usage(name = "list", summary = "List containers", examples = "list", group = Usage.Group.CONTAINERS)
        record Request(@Option(help = "none at all") boolean none) {}

        @Override
        public Class<Request> request() {
            return Request.class;
        }

        @Override
        public List<Row> run(Request request, Watch watch) {
            var at = Instant.parse("2026-01-02T03:04:05Z");
            return request.none()
                    ? List.of()
                    : List.of(
                            new Row("web", ID, new Size(240_000_000), Duration.ofMillis(350), Optional.of(at), 1, true, Tcp.KEEP, List.of("80/tcp", "443/tcp")),
                            new Row("e\033[31mvil\n\u202ename", ID, new Size(5), Duration.ofSeconds(75), Optional.empty(), 12345, false, Tcp.CLOSE_ALL, List.of()),
                            new Row("日本", ID, new Size(1234), Duration.ofSeconds(12), Optional.empty(), 7, false, Tcp.KEEP, List.of()));
        }
    }

    record Card(String name, ContainerId id, Size size, Map<String, String> environment, Optional<Instant> checkpointed) {}

    static final class Look implements Verb<Look.Request, Card> {
        @Usage(name = "look", summary = "Look at a container", examples = "look web", group = Usage.Group.CONTAINERS)
        record Request(
                @Argument(label = "CONTAINER", help = "what to look at") ContainerName container,
                @Argument(label = "CHECKPOINT", help = "as it was then") Optional<CheckpointRef> at) {}

        @Override
        public Class<Request> request() {
            return Request.class;
        }

        @Override
        public Card run(Request request, Watch watch) {
            return new Card(request.container().text(), ID, new Size(1_500_000), Map.of("MODE", "a b"), Optional.empty());
        }
    }

    static final class Exec implements Verb<Exec.Request, Verb.Text> {
        @Usage(name = "exec", summary = "Run a command", examples = "exec web cat /etc/hostname", group = Usage.Group.CONTAINERS)
        record Request(
                @Argument(label = "CONTAINER", help = "where") ContainerName container,
                @Argument(label = "ARG", help = "the command and its arguments", verbatim = true) List<String> command,
                @Option(help = "as whom", letter = "u") Optional<String> user) {}

        @Override
        public Class<Request> request() {
            return Request.class;
        }

        @Override
        public Text run(Request request, Watch watch) {
            watch.write(Watch.Stream.OUT, (String.join("|", request.command()) + "\n").getBytes(StandardCharsets.UTF_8));
            watch.write(Watch.Stream.ERR, "\033[1merr\r\n".getBytes(StandardCharsets.UTF_8));
            return new Text("");
        }
    }

    static final class LabUpVerb implements Verb<LabUpVerb.Request, Verb.Text> {
        @Usage(name = "lab up", summary = "Start the lab", examples = "lab up", group = Usage.Group.CRYO)
        record Request(@Option(help = "which one", fallback = "default") String name) {}

        @Override
        public Class<Request> request() {
            return Request.class;
        }

        @Override
        public Text run(Request request, Watch watch) {
            return new Text("lab " + request.name() + " is up\n");
        }
    }

    static final class Wait implements Verb<Wait.Request, Verb.Text> {
        @Usage(name = "wait", summary = "Wait until interrupted", examples = "wait 10ms", group = Usage.Group.CRYO)
        record Request(@Argument(label = "DURATION", help = "at most") Duration longest) {}

        @Override
        public Class<Request> request() {
            return Request.class;
        }

        @Override
        public Text run(Request request, Watch watch) {
            var end = Instant.now().plus(request.longest());
            while (Instant.now().isBefore(end)) {
                watch.step("waiting until " + end);
                watch.stopIfCancelled();
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
            return new Text("waited");
        }
    }

    /** Takes what only Groovy can give. */
    static final class Until implements Verb<Until.Request, Verb.Text> {
        @Usage(name = "until", summary = "Count until a condition holds", examples = "until", group = Usage.Group.TIME)
        record Request(@Option(help = "when to stop") Optional<Predicate<Integer>> stop) {}

        @Override
        public Class<Request> request() {
            return Request.class;
        }

        @Override
        public Text run(Request request, Watch watch) {
            for (int i = 0; i < 1000; i++) {
                int count = i;
                if (request.stop().map(condition -> condition.test(count)).orElse(true)) {
                    return new Text("stopped at " + i);
                }
            }
            return new Text("never");
        }
    }
}
