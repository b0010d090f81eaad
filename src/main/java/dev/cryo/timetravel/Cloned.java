package dev.cryo.timetravel;

import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A container that was made of a checkpoint, as {@code clone} announces it.
 *
 * @param checkpoint the checkpoint's reference
 * @param took from the call until the container ran and was proven
 * @param addresses its IP addresses, by network
 * @param ports its published ports, as docker writes them
 * @param notes what is not as in the origin, or not its own
 */
public record Cloned(
        ContainerId container,
        String name,
        String checkpoint,
        Duration took,
        Map<String, String> addresses,
        List<String> ports,
        Receipt receipt,
        List<String> notes)
        implements Watch.Finished {

    @Override
    public String line() {
        return container.brief();
    }

    @Override
    public String summary() {
        return name + " goes on from " + checkpoint + String.format(Locale.ROOT, ", after %.2f s", took.toNanos() / 1e9)
                + (addresses.isEmpty() ? "" : ", at " + String.join(" and ", addresses.values()))
                + (ports.isEmpty() ? "" : ", " + String.join(", ", ports))
                + (notes.isEmpty() ? "" : "; " + String.join("; ", notes));
    }
}
