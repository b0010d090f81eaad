package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.Engine;
import dev.cryo.engine.Engine.Logs;
import dev.cryo.verb.Carded;
import dev.cryo.verb.Size;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container at one moment of its life, as conditions of {@code record} and {@code capture --until} see it. What is asked
 * for is read then, and only once; all texts are the container's words, and hostile.
 */
public final class Moment implements Carded {

    private final Engine engine;
    private final Container container;
    private final Instant since;
    private @Nullable String log;
    private @Nullable List<Living> processes;

    /** @param since from when on its log counts */
    Moment(Engine engine, Container container, Instant since) {
        this.engine = engine;
        this.container = container;
        this.since = since;
    }

    /**
     * A process of a running container.
     *
     * @param pid its number inside the container
     * @param command its name, up to 15 bytes
     * @param resident bytes of its memory that are there, shared ones too
     * @param descriptors how many it has open
     */
    public record Living(int pid, String command, Size resident, int descriptors) {}

    public String getName() {
        return container.name();
    }

    public boolean isRunning() {
        return container.alive();
    }

    /** What it has printed since the series or recording began. */
    public synchronized String getLog() {
        if (log == null) {
            var bytes = new ByteArrayOutputStream();
            engine.logs(
                    container.id(),
                    new Logs(false, Optional.empty(), true, Optional.of(since)),
                    (_, piece) -> bytes.writeBytes(piece));
            log = printedSince(bytes.toString(StandardCharsets.UTF_8));
        }
        return log;
    }

    /** Each line begins with its time; the engine goes by whole seconds. */
    private String printedSince(String stamped) {
        var text = new StringBuilder();
        for (var line : stamped.split("(?<=\n)", -1)) {
            int space = line.indexOf(' ');
            if (space > 0 && !isBefore(line.substring(0, space))) {
                text.append(line, space + 1, line.length());
            }
        }
        return text.toString();
    }

    private boolean isBefore(String stamp) {
        try {
            return Instant.parse(stamp).isBefore(since);
        } catch (DateTimeException e) {
            return false; // what is no time is the container's own
        }
    }

    /** Its processes; none when it does not run. */
    public synchronized List<Living> getProcesses() {
        if (processes == null) {
            processes = container.alive()
                    ? Checkup.look(engine.host(), container.state().pid()).tasks().stream()
                            .map(Moment::living)
                            .toList()
                    : List.of();
        }
        return processes;
    }

    private static Living living(Facts.Task task) {
        var numbers = task.status().getOrDefault("NSpid", "0").strip().split("\\s+", -1);
        var pid = numbers[numbers.length - 1];
        return new Living(
                pid.matches("\\d{1,9}") ? Integer.parseInt(pid) : 0,
                task.status().getOrDefault("Name", "").strip(),
                new Size(Math.multiplyExact(task.number("VmRSS"), 1024L)),
                task.files().size());
    }

    /** Bytes of memory that its processes have resident; what they share counts for each. */
    public Size getMemory() {
        return new Size(getProcesses().stream().mapToLong(p -> p.resident().bytes()).sum());
    }

    /** How many descriptors its processes have open. */
    public int getDescriptors() {
        return getProcesses().stream().mapToInt(Living::descriptors).sum();
    }

    /** A container at that moment. */
    public record Card(String name, boolean running, Size memory, int descriptors, List<Living> processes, String log) {}

    @Override
    public Card card() {
        return new Card(getName(), isRunning(), getMemory(), getDescriptors(), getProcesses(), getLog());
    }

    @Override
    public String toString() {
        return container.name();
    }
}
