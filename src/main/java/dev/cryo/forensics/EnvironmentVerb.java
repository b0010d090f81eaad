package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Reading;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** {@code environment}: the variables that processes were started with. */
public final class EnvironmentVerb implements Verb<EnvironmentVerb.Request, List<EnvironmentVerb.Row>> {

    private final EvidenceReader evidence;

    public EnvironmentVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "environment",
            summary = "Show the environment of the processes in a checkpoint",
            details = "As /proc/PID/environ would: what a program changed after its start lies elsewhere in its memory,"
                    + " where 'search' finds it.",
            examples = {"environment web@1", "environment --process 1 --name PATH web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Included About about,
            @Option(help = "only this variable", label = "NAME") Optional<String> name) {}

    /** A variable; or why a process has none. */
    public record Row(
            Optional<Integer> process, String command, String name, Reading<String> value, Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(Optional.empty(), "", "", Reading.absent("damaged"), Optional.of(what));
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
                        .flatMap(EnvironmentVerb::rows)
                        .filter(row -> request.name().map(row.name()::equals).orElse(true)),
                Row::damaged);
    }

    private static Stream<Row> rows(DumpedProcess p) {
        return switch (p.environment()) {
            case Reading.Value<SequencedMap<String, String>>(var variables) ->
                variables.entrySet().stream().map(variable -> row(p, variable.getKey(), Reading.of(variable.getValue())));
            case Reading.Absent<SequencedMap<String, String>>(var why) ->
                Stream.of(row(p, "", Reading.absent(why)));
        };
    }

    private static Row row(DumpedProcess p, String name, Reading<String> value) {
        return new Row(Optional.of(p.pid()), p.command(), name, value, Optional.empty());
    }
}
