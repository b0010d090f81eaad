package dev.cryo.shell;

import dev.cryo.criu.Reading;
import dev.cryo.verb.Brief;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.DurationWords;
import dev.cryo.verb.Place;
import dev.cryo.verb.Size;
import dev.cryo.verb.ValueTypes;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a value of a row looks to people. */
final class Cell {

    private final DateTimeFormatter time;

    Cell(ZoneId zone) {
        time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    /** The text of a value on one line, escaped. */
    String text(@Nullable Object value) {
        return Escaped.line(plain(value));
    }

    private String plain(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Optional<?> optional -> plain(optional.orElse(null));
            case Reading.Value<?>(var known) -> plain(known);
            case Reading.Absent<?>(var why) -> "(" + why + ")";
            case Duration duration -> DurationWords.show(duration);
            case Instant instant -> time.format(instant);
            case Brief named -> named.brief();
            case Boolean bool -> bool ? "yes" : "no";
            case Double number -> String.format(Locale.ROOT, "%.2f", number);
            case Enum<?> constant -> word(constant);
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> plain(entry.getKey()) + "=" + plain(entry.getValue()))
                        .collect(Collectors.joining(", "));
            case Collection<?> several -> several.stream().map(this::plain).collect(Collectors.joining(", "));
            case Record record when isCompound(record) ->
                Arrays.stream(record.getClass().getRecordComponents())
                        .map(component -> plain(read(component, record)))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" "));
            case Record record when ValueTypes.overText(record.getClass()) ->
                plain(read(record.getClass().getRecordComponents()[0], record));
            default -> value.toString();
        };
    }

    /** A constant as it is shown. */
    static String word(Enum<?> constant) {
        return ValueTypes.word(constant);
    }

    /** How a component looks as a column. */
    static Table.Column column(RecordComponent component) {
        var type = element(component);
        boolean number = (type.isPrimitive() && type != boolean.class)
                || Number.class.isAssignableFrom(type)
                || type == Size.class
                || type == Duration.class;
        boolean word = type.isPrimitive() || type.isEnum() || type == Instant.class || Brief.class.isAssignableFrom(type);
        return new Table.Column(title(component), number, !number && !word);
    }

    /** The type of a component's values, where there are any. */
    private static Class<?> element(RecordComponent component) {
        return (component.getType() == Optional.class || component.getType() == Reading.class)
                        && component.getGenericType() instanceof ParameterizedType optional
                        && optional.getActualTypeArguments()[0] instanceof Class<?> element
                ? element
                : component.getType();
    }

    /** The title of a component's column: {@code residentBytes} is {@code RESIDENT BYTES}. */
    static String title(RecordComponent component) {
        return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1 $2").toUpperCase(Locale.ROOT);
    }

    /** Whether a record is several values, not one of Cryo's own that reads as a word. */
    static boolean isCompound(Record record) {
        return !(record instanceof Size
                || record instanceof Brief
                || record instanceof CheckpointRef
                || record instanceof Place
                || ValueTypes.overText(record.getClass()));
    }

    static @Nullable Object read(RecordComponent component, Record record) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
