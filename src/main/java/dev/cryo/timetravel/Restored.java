package dev.cryo.timetravel;

import dev.cryo.criu.RestoreStatistics;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A container that was brought back, as {@code restore} and {@code rewind} announce it.
 *
 * @param checkpoint what it was brought back to: a checkpoint's reference, or an image directory
 * @param took from the call until the container ran and was proven
 * @param statistics what CRIU measured, where it was asked for
 * @param note what is not as it was, such as a changed address
 */
public record Restored(
        ContainerId container,
        String name,
        String checkpoint,
        Duration took,
        Receipt receipt,
        Optional<RestoreStatistics> statistics,
        Optional<String> note)
        implements Watch.Finished {

    @Override
    public String line() {
        return container.brief();
    }

    @Override
    public String summary() {
        return name + " is back at " + checkpoint + String.format(Locale.ROOT, " in %.2f s; proven by ", took.toNanos() / 1e9)
                + receipt.compared().stream().filter(Receipt.Compared::judged).map(Receipt.Compared::what).collect(Collectors.joining(", "))
                + note.map(n -> "; " + n).orElse("");
    }
}
