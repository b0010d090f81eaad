package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Fields;
import dev.cryo.criu.Reading;
import dev.cryo.criu.TaskState;
import dev.cryo.verb.Included;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code processes}: who ran. */
public final class ProcessesVerb implements Verb<ProcessesVerb.Request, List<ProcessesVerb.Row>> {

    private final EvidenceReader evidence;

    public ProcessesVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "processes",
            summary = "List the processes in a checkpoint",
            details = {
                "Every process stands behind its parent. Pids and user ids are those inside the container; the user is"
                        + " the effective one, and capabilities are the effective ones.",
                "Resident memory is the private memory that the checkpoint holds, shared memory what the process maps"
                        + " of it. Pending signals are those of the process and of its threads; blocked ones are the first"
                        + " thread's."
            },
            examples = {"processes web@1", "processes --process 1 web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(@Included About about) {}

    /**
     * A process.
     *
     * @param user effective user and group id
     * @param commandLine as the process left it in its memory
     */
    public record Row(
            Optional<Integer> process,
            Optional<Integer> parent,
            String command,
            Optional<TaskState> state,
            int threads,
            Reading<String> user,
            Reading<Capabilities> capabilities,
            Reading<String> seccomp,
            Size resident,
            Size shared,
            Reading<Signals> pending,
            Reading<Signals> blocked,
            Reading<String> commandLine,
            Optional<String> damage) {

        static Row damaged(String what) {
            var none = Reading.<String>absent("damaged");
            return new Row(
                    Optional.empty(), Optional.empty(), "", Optional.empty(), 0, none, none.flatMap(_ -> none()), none,
                    new Size(0), new Size(0), none.flatMap(_ -> none()), none.flatMap(_ -> none()), none,
                    Optional.of(what));
        }

        private static <T> Reading<T> none() {
            return Reading.absent("damaged");
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = Asked.of(evidence, request.about());
        return asked.withDamage(asked.processes().stream().map(p -> row(asked, p)), Row::damaged);
    }

    private static Row row(Asked asked, DumpedProcess p) {
        var core = asked.core(p.pid());
        var thread = core.flatMap(c -> c.at("thread_core"));
        var credentials = thread.flatMap(t -> t.at("creds")).or(() -> asked.evidence().record("creds-" + p.pid() + ".img"));
        return new Row(
                Optional.of(p.pid()),
                Optional.of(p.parent()),
                p.command(),
                Optional.of(p.state()),
                p.threads().size(),
                read(p, credentials, c -> c.number("euid", 0) + ":" + c.number("egid", 0)),
                read(p, credentials, c -> Capabilities.of(c.numbers("cap_eff"))),
                read(p, thread, t -> t.text("seccomp_mode").orElse("disabled")),
                new Size(p.residentBytes()),
                new Size(p.addressSpace().map(AddressSpace::sharedBytes).orElse(0L)),
                read(p, core, c -> pending(asked, p)),
                read(p, core, c -> blocked(c)),
                p.commandLine().map(arguments -> String.join(" ", arguments)),
                Optional.empty());
    }

    private static <T> Reading<T> read(DumpedProcess p, Optional<Fields> from, Function<Fields, T> reader) {
        return from.filter(_ -> p.state() != TaskState.DEAD)
                .map(fields -> Reading.of(reader.apply(fields)))
                .orElseGet(() -> Reading.absent(
                        p.state() == TaskState.DEAD ? "the process had exited" : "not in this checkpoint"));
    }

    private static Signals blocked(Fields core) {
        return new Signals(core.at("thread_core")
                .flatMap(t -> t.number("blk_sigset"))
                .orElseGet(() -> core.at("tc").map(tc -> tc.number("blk_sigset", 0)).orElse(0L)));
    }

    /** Those sent to the process, and those sent to one of its threads. */
    private static Signals pending(Asked asked, DumpedProcess p) {
        var numbers = new ArrayList<Integer>();
        for (var thread : p.threads()) {
            var core = asked.core(thread.id());
            core.flatMap(c -> c.at("tc")).flatMap(tc -> tc.at("signals_s")).ifPresent(queue -> add(queue, numbers));
            core.flatMap(c -> c.at("thread_core")).flatMap(t -> t.at("signals_p")).ifPresent(queue -> add(queue, numbers));
        }
        return Signals.of(numbers);
    }

    /** A {@code siginfo_t} begins with the signal's number. */
    private static void add(Fields queue, List<Integer> to) {
        for (var signal : queue.each("signals")) {
            var info = signal.bytes("siginfo").toArray();
            if (info.length >= 4) {
                to.add(ByteBuffer.wrap(info).order(ByteOrder.LITTLE_ENDIAN).getInt());
            }
        }
    }
}
