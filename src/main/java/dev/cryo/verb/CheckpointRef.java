package dev.cryo.verb;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * How a user names a checkpoint: {@code web@before-deploy} (label), {@code web@~1} (steps before where the container
 * is now), {@code web@10:31} (the last one made by that time of day), {@code web@3} (number on the timeline), or the
 * start of a checkpoint's id. Where the container is given beside it, the part before {@code @} may be left out.
 */
public record CheckpointRef(Optional<ContainerName> container, Which which) {

    /** Which checkpoint of a timeline, or of the store, is meant. */
    public sealed interface Which {
        record ByLabel(Label label) implements Which {}

        record StepsBack(int steps) implements Which {}

        record ByTime(LocalTime time) implements Which {}

        record ByNumber(int number) implements Which {}

        /** At least four hexadecimal digits. */
        record ById(String prefix) implements Which {}
    }

    /** Reads a reference as typed; see the class. */
    public static CheckpointRef of(String text) {
        int at = text.lastIndexOf('@');
        if (at >= 0) {
            var name = text.substring(0, at);
            return new CheckpointRef(
                    name.isEmpty() ? Optional.empty() : Optional.of(new ContainerName(name)),
                    onTimeline(text.substring(at + 1), text));
        }
        if (text.matches("[0-9a-f]{4,64}")) {
            return new CheckpointRef(Optional.empty(), new Which.ById(text));
        }
        return new CheckpointRef(Optional.empty(), onTimeline(text, text));
    }

    private static Which onTimeline(String point, String whole) {
        if (point.matches("~\\d{1,6}")) {
            return new Which.StepsBack(Integer.parseInt(point.substring(1)));
        }
        if (point.matches("\\d{1,6}")) {
            return new Which.ByNumber(Integer.parseInt(point));
        }
        if (point.matches("\\d{1,2}:\\d{2}(:\\d{2})?")) {
            try {
                return new Which.ByTime(LocalTime.parse(point.length() % 3 == 1 ? "0" + point : point));
            } catch (DateTimeParseException e) {
                throw unreadable(whole);
            }
        }
        if (point.matches("[A-Za-z][A-Za-z0-9_.-]{0,127}")) {
            return new Which.ByLabel(new Label(point));
        }
        throw unreadable(whole);
    }

    private static Problem unreadable(String text) {
        return Problem.usage("'" + text + "' does not name a checkpoint")
                .remedy("write NAME@label, NAME@~1, NAME@10:31, NAME@3, or the start of an id; 'checkpoints' lists them");
    }

    @Override
    public String toString() {
        var point = switch (which) {
            case Which.ByLabel(var label) -> label.text();
            case Which.StepsBack(var steps) -> "~" + steps;
            case Which.ByTime(var time) -> time.toString();
            case Which.ByNumber(var number) -> Integer.toString(number);
            case Which.ById(var prefix) -> prefix;
        };
        return container.map(name -> name + "@" + point).orElse(point);
    }
}
