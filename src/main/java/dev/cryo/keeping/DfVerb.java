package dev.cryo.keeping;

import dev.cryo.containers.Subjects;
import dev.cryo.keeping.Leftovers.Leftover;
import dev.cryo.store.Footprint;
import dev.cryo.store.Footprint.Share;
import dev.cryo.store.Timeline;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code df}: what the store takes, and what Docker's own checkpoints have left behind. */
public final class DfVerb implements Verb<DfVerb.Request, List<DfVerb.Row>> {

    private final Subjects subjects;

    public DfVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "df",
            summary = "Show what the store takes on the disk, and for whom",
            details = {
                "RAW is what the checkpoints' files would take, DISTINCT what their different pages take; ALONE is what lies"
                        + " on the disk for this container only, SHARED what other containers use, too. UNPACKED copies"
                        + " are dispensable and have a bound of their own. What is UNUSED, 'prune' gives back, except for a rest in packs that are used for the most.",
                "Where an engine can be reached, what Docker's own checkpoints have left on its host is listed, too: copies"
                        + " in /tmp, which are dead when no process has them open and they are older than an hour, and"
                        + " checkpoints of Docker's own, which are kept. --clean deletes the dead."
            },
            examples = {"df", "df --clean"},
            group = Usage.Group.STORE)
    public record Request(@Option(help = "delete what is certainly dead on the engine's host") boolean clean) {}

    /** What a row is about. */
    public enum Kind {
        CONTAINER,
        ALL,
        UNUSED,
        /** Of Docker's own, on the engine's host. */
        LEFTOVER
    }

    /**
     * A part of what is taken.
     *
     * @param name of the container, or the path of a leftover
     * @param alone bytes on the disk for this one only
     * @param shared bytes on the disk that others use, too
     * @param state of a leftover: {@code dead}, {@code young}, {@code open}, {@code kept}, or {@code deleted}
     */
    public record Row(
            Kind kind,
            String name,
            Optional<ContainerId> containerId,
            Optional<Integer> checkpoints,
            Optional<Size> raw,
            Optional<Size> distinct,
            Size alone,
            Optional<Size> shared,
            Optional<Size> unpacked,
            String state) {

        static Row of(Share share) {
            return new Row(
                    share.timeline().isPresent() ? Kind.CONTAINER : Kind.ALL,
                    share.timeline().map(Timeline::name).orElse(""),
                    share.timeline().map(t -> t.key().container()),
                    Optional.of(share.checkpoints()),
                    Optional.of(share.raw()),
                    Optional.of(share.distinct()),
                    share.alone(),
                    Optional.of(share.shared()),
                    Optional.of(share.unpacked()),
                    "");
        }

        static Row of(Kind kind, String name, Size size, String state) {
            return new Row(
                    kind, name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), size,
                    Optional.empty(), Optional.empty(), state);
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        watch.step("adding up");
        var usage = new Footprint(subjects.store()).measure();
        var rows = new ArrayList<Row>();
        usage.timelines().stream()
                .map(Row::of)
                .sorted(Comparator.comparing(Row::alone).reversed().thenComparing(Row::name))
                .forEach(rows::add);
        rows.add(Row.of(usage.all()));
        rows.add(Row.of(Kind.UNUSED, "", usage.unused(), ""));
        rows.addAll(leftovers(request.clean(), watch));
        return rows;
    }

    private List<Row> leftovers(boolean clean, Watch watch) {
        try {
            var leftovers = new Leftovers(subjects.engine());
            var found = leftovers.list();
            var deleted = clean ? leftovers.clean(found) : List.<String>of();
            return found.stream().map(leftover -> row(leftover, deleted)).toList();
        } catch (Problem e) {
            if (clean) {
                throw e;
            }
            watch.note("what Docker left on its host is not shown: " + e.what());
            return List.of();
        }
    }

    private static Row row(Leftover leftover, List<String> deleted) {
        var path = leftover.path().text();
        return Row.of(
                Kind.LEFTOVER,
                path,
                leftover.size(),
                deleted.contains(path) ? "deleted" : ValueTypes.word(leftover.state()));
    }
}
