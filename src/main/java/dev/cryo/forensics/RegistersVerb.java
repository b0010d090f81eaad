package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.DumpedThread;
import dev.cryo.criu.Fields;
import dev.cryo.criu.Reading;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code registers}: what each thread's processor held. */
public final class RegistersVerb implements Verb<RegistersVerb.Request, List<RegistersVerb.Row>> {

    private final EvidenceReader evidence;

    public RegistersVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "registers",
            summary = "Show the registers of the threads in a checkpoint",
            details = "The general ones; with --vector the x87, SSE and AVX ones of x86-64 as well. What a value points to"
                    + " is named when it is an address of the process.",
            examples = {"registers --process 1 web@1", "registers --process 1 --vector web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Included About about,
            @Option(label = "ID", help = "only of this thread") List<Integer> thread,
            @Option(help = "the floating-point and vector registers as well") boolean vector) {}

    /**
     * A register.
     *
     * @param value hexadecimal
     * @param pointsTo the mapping that the value is an address of
     */
    public record Row(
            Optional<Integer> process,
            Optional<Integer> thread,
            String command,
            String register,
            Reading<String> value,
            String pointsTo,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(
                    Optional.empty(), Optional.empty(), "", "", Reading.absent("damaged"), "", Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = Asked.of(evidence, request.about());
        return asked.withDamage(
                asked.processes().stream()
                        .flatMap(p -> p.threads().stream()
                                .filter(t -> request.thread().isEmpty() || request.thread().contains(t.id()))
                                .flatMap(t -> rows(asked, p, t, request.vector()))),
                Row::damaged);
    }

    private static Stream<Row> rows(Asked asked, DumpedProcess p, DumpedThread t, boolean vector) {
        var info = asked.core(t.id()).flatMap(RegistersVerb::threadInfo);
        var rows = new ArrayList<Row>();
        info.flatMap(i -> i.at("gpregs"))
                .ifPresentOrElse(
                        registers -> registers.tree().forEach((name, value) -> {
                            if (value instanceof List<?> several) {
                                for (int i = 0; i < several.size(); i++) {
                                    rows.add(row(p, t, "r" + i, String.valueOf(several.get(i))));
                                }
                            } else {
                                rows.add(row(p, t, X86Names.of(name), String.valueOf(value)));
                            }
                        }),
                        () -> rows.add(absent(p, t, "the image of the thread holds no registers")));
        if (vector) {
            info.flatMap(i -> i.at("fpregs"))
                    .map(VectorRegisters::of)
                    .ifPresent(all -> all.forEach((name, value) -> rows.add(new Row(
                            Optional.of(p.pid()), Optional.of(t.id()), t.command(), name, Reading.of(value), "",
                            Optional.empty()))));
        }
        return rows.stream();
    }

    /** {@code core_entry} has one field for each kind of machine. */
    private static Optional<Fields> threadInfo(Fields core) {
        return Stream.of(
                        "thread_info", "ti_aarch64", "ti_arm", "ti_ppc64", "ti_s390", "ti_mips", "ti_loongarch64",
                        "ti_riscv64")
                .flatMap(name -> core.at(name).stream())
                .findFirst();
    }

    private static Row row(DumpedProcess p, DumpedThread t, String name, String value) {
        return new Row(
                Optional.of(p.pid()), Optional.of(t.id()), t.command(), name, Reading.of(value), pointsTo(p, value),
                Optional.empty());
    }

    private static Row absent(DumpedProcess p, DumpedThread t, String why) {
        return new Row(
                Optional.of(p.pid()), Optional.of(t.id()), t.command(), "", Reading.absent(why), "", Optional.empty());
    }

    private static String pointsTo(DumpedProcess p, String value) {
        if (!value.startsWith("0x")) {
            return "";
        }
        long address = Long.parseUnsignedLong(value.substring(2), 16);
        return p.addressSpace()
                .toOptional()
                .flatMap(space -> space.mapping(address))
                .map(MappingName::of)
                .orElse("");
    }
}
