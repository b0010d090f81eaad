package dev.cryo.forensics;

import dev.cryo.criu.ImageTree;
import dev.cryo.criu.Images;
import dev.cryo.verb.Included;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code stats}: what CRIU measured. */
public final class StatsVerb implements Verb<StatsVerb.Request, List<StatsVerb.Row>> {

    private static final List<String> FILES = List.of("stats-dump", "stats-restore");

    private final EvidenceReader evidence;

    public StatsVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "stats",
            summary = "Show what CRIU measured at a checkpoint",
            details = "From stats-dump and stats-restore, which lie in CRIU's work directory.",
            examples = "stats web@1",
            group = Usage.Group.EVIDENCE)
    public record Request(@Included EvidenceOnly about) {}

    /** A figure: a time, or a count. */
    public record Row(
            String of, String figure, Optional<Duration> time, Optional<Long> count, Optional<String> damage) {

        static Row damaged(String what) {
            return new Row("", "", Optional.empty(), Optional.empty(), Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var opened = evidence.open(request.about().evidence());
        var damage = new ArrayList<String>();
        var rows = Stream.concat(Stream.of(opened.images()), opened.work().stream())
                .flatMap(images -> FILES.stream().flatMap(file -> rows(images, file, damage)))
                .toList();
        if (rows.isEmpty() && damage.isEmpty()) {
            throw Problem.failed("the evidence has no figures of CRIU's")
                    .evidence("stats-dump is written into the work directory, which this is not")
                    .remedy("name the work directory");
        }
        return Stream.concat(rows.stream(), damage.stream().map(Row::damaged)).toList();
    }

    private static Stream<Row> rows(Images images, String file, List<String> damage) {
        return ImageTree.records(images, file, damage::add).stream()
                .flatMap(stats -> Stream.of("dump", "restore").flatMap(of -> stats.at(of).stream()
                        .flatMap(figures -> figures.tree().keySet().stream()
                                .map(name -> row(of, name, figures.number(name, 0))))));
    }

    /** Times are in microseconds. */
    private static Row row(String of, String name, long value) {
        boolean time = name.endsWith("_time") || name.equals("irmap_resolve");
        return new Row(
                of,
                name.replace('_', ' '),
                time ? Optional.of(Duration.of(Math.max(value, 0), ChronoUnit.MICROS)) : Optional.empty(),
                time ? Optional.empty() : Optional.of(value),
                Optional.empty());
    }
}
