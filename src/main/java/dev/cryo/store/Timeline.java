package dev.cryo.store;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.CheckpointRef.Which;
import dev.cryo.verb.Label;
import dev.cryo.verb.Problem;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The checkpoints of one container, oldest first.
 *
 * @param name what the container was called when the newest was made
 * @param position the checkpoint at which the container stands: the last one made, or gone back to
 * @param stoppedBy the checkpoint whose dump stopped the container, until it runs again
 * @param damaged checkpoints of which nothing can be told any more, in words: {@code ID: why}
 */
public record Timeline(
        TimelineKey key,
        String name,
        List<Checkpoint> checkpoints,
        Optional<CheckpointId> position,
        Optional<CheckpointId> stoppedBy,
        List<String> damaged) {

    /** The ids of those of which nothing else can be told. */
    public List<CheckpointId> damagedIds() {
        return damaged.stream()
                .map(line -> new CheckpointId(line.substring(0, line.indexOf(':'))))
                .toList();
    }

    public Optional<Checkpoint> byId(CheckpointId id) {
        return checkpoints.stream().filter(c -> c.id().equals(id)).findFirst();
    }

    public Optional<Checkpoint> byLabel(Label label) {
        return checkpoints.stream().filter(c -> c.label().equals(Optional.of(label))).findFirst();
    }

    /** Where the container stands; the newest checkpoint if that one is gone. */
    public Optional<Checkpoint> current() {
        return position.flatMap(this::byId).or(this::newest);
    }

    /** The checkpoint at which the container stood when another was made; parents that lead in a circle are none. */
    public Optional<Checkpoint> before(Checkpoint checkpoint) {
        return checkpoint.parent().flatMap(this::byId).filter(parent -> parent.number() < checkpoint.number());
    }

    public Optional<Checkpoint> newest() {
        return checkpoints.stream().max(Comparator.comparingInt(Checkpoint::number));
    }

    /**
     * The one that is meant.
     *
     * @throws Problem when there is none, listing those that are
     */
    public Checkpoint find(Which which) {
        var found =
                switch (which) {
                    case Which.ByLabel(var label) -> byLabel(label);
                    case Which.ByNumber(var number) ->
                        checkpoints.stream().filter(c -> c.number() == number).findFirst();
                    case Which.StepsBack(var steps) -> back(steps);
                    case Which.ByTime(var time) -> lastBy(time, ZonedDateTime.now(ZoneId.systemDefault()));
                    case Which.ById(var prefix) -> byPrefix(prefix);
                };
        return found.orElseThrow(() -> Problem.failed("'" + name + "' has no such checkpoint")
                .evidence(checkpoints.isEmpty() ? "it has none" : "it has " + listing())
                .evidence(damaged)
                .remedy("'checkpoints " + name + "' lists them"));
    }

    private Optional<Checkpoint> back(int steps) {
        var at = current();
        for (int i = 0; i < steps; i++) {
            at = at.flatMap(Checkpoint::parent).flatMap(this::byId);
        }
        return at;
    }

    /** The last checkpoint made before the latest moment at which the clock showed {@code time}. */
    Optional<Checkpoint> lastBy(LocalTime time, ZonedDateTime now) {
        var today = now.with(time);
        var shown = today.isAfter(now) ? today.minusDays(1) : today;
        // 10:31 means until the end of that minute: what a list shows as 10:31 is found by it.
        var end = (time.getSecond() == 0 ? shown.plusMinutes(1) : shown.plusSeconds(1)).toInstant();
        return checkpoints.stream()
                .filter(c -> c.taken().isBefore(end))
                .max(Comparator.comparing(Checkpoint::taken));
    }

    private Optional<Checkpoint> byPrefix(String prefix) {
        var matching = checkpoints.stream()
                .filter(c -> c.id().text().startsWith(prefix))
                .toList();
        if (matching.size() > 1) {
            throw Problem.failed("'" + prefix + "' is the start of " + matching.size() + " checkpoints' ids")
                    .evidence(matching.stream().map(c -> c.id().text()).toList())
                    .remedy("give more digits");
        }
        return matching.stream().findFirst();
    }

    private String listing() {
        return checkpoints.reversed().stream()
                .limit(10)
                .map(Checkpoint::reference)
                .collect(Collectors.joining(", "));
    }
}
