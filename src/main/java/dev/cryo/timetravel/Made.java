package dev.cryo.timetravel;

import dev.cryo.criu.DumpStatistics;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Label;
import dev.cryo.verb.Size;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A checkpoint that was made, as {@code checkpoint} and {@code capture} announce it.
 *
 * @param statistics what CRIU measured, where it was asked for
 */
public record Made(
        ContainerId container,
        String name,
        CheckpointId checkpoint,
        int number,
        Optional<Label> label,
        Instant taken,
        boolean leftRunning,
        Size memory,
        Size size,
        Optional<Duration> freeze,
        Optional<DumpStatistics> statistics)
        implements Watch.Finished {

    static Made of(Checkpoint c, Optional<DumpStatistics> statistics) {
        return new Made(
                c.timeline().container(),
                c.containerName(),
                c.id(),
                c.number(),
                c.label(),
                c.taken(),
                c.leftRunning(),
                c.memory(),
                c.size(),
                c.freeze(),
                statistics);
    }

    @Override
    public String line() {
        return container.brief();
    }

    @Override
    public String summary() {
        return name + "@" + number + label.map(l -> " " + l).orElse("") + ", " + size + ", "
                + freeze.map(f -> String.format(Locale.ROOT, "stood still %.2f s", f.toNanos() / 1e9))
                        .orElse("stopped");
    }
}
