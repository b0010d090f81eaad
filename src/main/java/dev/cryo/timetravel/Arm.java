package dev.cryo.timetravel;

import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostProcess;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * An armed container: its next start restores a checkpoint. The arm lives as long as this object, on the engine host
 * (arm.sh): it goes when it is closed, when Cryo dies, and after a deadline; and whoever starts the container first
 * has consumed it.
 */
final class Arm implements AutoCloseable {

    private static final HostScript ARM = HostScript.beside(Arm.class, "arm.sh");
    private static final HostScript GUARD = HostScript.beside(Arm.class, "guard.pl");
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final EngineHost host;
    private final HostProcess holder;
    private final ContainerId container;
    private final String token;

    private Arm(EngineHost host, HostProcess holder, ContainerId container, String token) {
        this.host = host;
        this.holder = holder;
        this.container = container;
        this.token = token;
    }

    /** Where Cryo's runtime and its arms meet on the engine host; see cryo-runtime. */
    static HostPath folder() {
        return new HostPath("/run/cryo");
    }

    static HostPath folder(ContainerId container) {
        return folder().resolve(container.text());
    }

    /** Where CRIU's work directory is, when the user named none. */
    static HostPath work(ContainerId container) {
        return folder(container).resolve("work");
    }

    /**
     * Begins to arm a container, which may still be running: what takes time goes on beside what the caller does.
     *
     * @param token names this restore
     * @param stopped pids, inside the container, of processes that stay stopped
     * @param options lines for CRIU's configuration file
     * @param hostname what it is to be called inside; empty: as at the dump
     * @param addresses those that connections to be kept have: the container has them while its sockets are made
     * @throws Problem when somebody else is at it, or pages that come while the container runs could not be guarded there;
     *     then nothing is left of it
     */
    static Arm begin(
            EngineHost host,
            ContainerId container,
            String token,
            ImageAccess images,
            HostPath work,
            Pages pages,
            Set<Integer> stopped,
            List<String> options,
            Optional<String> hostname,
            List<String> addresses) {
        var holder = host.start(
                ARM,
                List.of(
                        container.text(),
                        token,
                        images.images().text(),
                        work.text(),
                        pages.word(),
                        Long.toString(DEADLINE.toSeconds()),
                        stopped.stream().map(String::valueOf).collect(Collectors.joining("\n")),
                        String.join("\n", options),
                        images.asked(),
                        hostname.orElse(""),
                        String.join(" ", addresses),
                        pages == Pages.EARLY ? GUARD.text() : ""));
        var arm = new Arm(host, holder, container, token);
        arm.await("begun");
        return arm;
    }

    /**
     * Says that the engine is asked to start the container now, which is not running any more: should Cryo die, the arm waits
     * for that start.
     *
     * @param runs whether the engine takes the container for running now
     * @throws Problem when it could not be armed, or somebody has started it meanwhile; then nothing is left of it
     */
    void startComes(BooleanSupplier runs) {
        await("armed");
        holder.say("start");
        var said = said();
        if (said.equals("forgotten")) {
            if (runs.getAsBoolean()) {
                throw Problem.failed("somebody else has started container " + container.brief() + " at this moment")
                        .remedy("'rewind' takes a running container back");
            }
            holder.say("end");
            said = said();
        }
        expect("starting", said);
    }

    private void await(String word) {
        expect(word, said());
    }

    private String said() {
        return holder.line().orElse("failed script");
    }

    private void expect(String word, String said) {
        if (said.equals(word)) {
            return;
        }
        var result = holder.finish();
        throw switch (said) {
            case "failed busy" ->
                Problem.failed("another Cryo is restoring container " + container.brief())
                        .remedy("wait until it is done");
            case "failed guard" ->
                Problem.failed("container " + container.brief() + " cannot run before its memory is there: nothing would end it"
                                + " should the rest not come")
                        .evidence(result.err())
                        .remedy("leave --lazy out; it needs perl on the engine's host, and a kernel that lets root trace");
            default ->
                Problem.failed("container " + container.brief() + " could not be prepared for its restore")
                        .evidence(said)
                        .evidence(result.err());
        };
    }

    /** Whether the start that came was this restore, and not a start of another kind. */
    boolean wasTaken() {
        var file = folder(container).resolve("restored").resolve("token");
        return host.exists(file) && text(file).strip().equals(token);
    }

    /**
     * The pids, inside the container, of all its processes as the runtime saw them standing still before their first
     * instruction.
     */
    Set<Integer> processes() {
        var file = folder(container).resolve("restored").resolve("tasks");
        return !host.exists(file)
                ? Set.of()
                : text(file).lines()
                        .filter(line -> line.matches("\\d{1,9}"))
                        .map(Integer::parseInt)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private String text(HostPath file) {
        return new String(host.read(file), StandardCharsets.UTF_8);
    }

    /** Says that the start is over, and waits until nothing of the arm is left. */
    @Override
    public void close() {
        holder.say("done");
        holder.close();
    }
}
