package dev.cryo.shell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.cryo.verb.Size;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For programs: one JSON object a line. Names are those of the records' components; sizes are numbers of bytes,
 * durations seconds, instants ISO 8601, ids and names strings.
 */
final class JsonPrinter implements Printer {

    private final Streams streams;
    private final JsonFactory json = new JsonFactory();

    JsonPrinter(Streams streams) {
        this.streams = streams;
    }

    @Override
    public void result(Object result, @Nullable Class<?> rowType) {
        switch (result) {
            case Verb.Text(var text) when text.isEmpty() -> {}
            case Verb.Text(var text) -> print(Map.of("text", text));
            case Watch.Finished ignored -> {}
            case List<?> rows -> rows.stream().filter(row -> !(row instanceof Watch.Finished)).forEach(this::print);
            default -> print(result);
        }
    }

    @Override
    public void done(Watch.Finished piece) {
        print(piece instanceof Record ? piece : Map.of("line", piece.line()));
    }

    @Override
    public void output(Watch.Stream stream, byte[] bytes) {
        var piece = new LinkedHashMap<String, Object>();
        piece.put("stream", ValueTypes.word(stream));
        piece.put("text", new String(bytes, StandardCharsets.UTF_8));
        print(piece);
    }

    private void print(Object value) {
        streams.out().println(line(value));
        streams.flushOut();
    }

    /** A value as one line of JSON that is harmless on a terminal too. */
    String line(Object value) {
        var text = new StringWriter();
        try (var generator = json.createGenerator(text)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return harmless(text.toString());
    }

    /** JSON's own escape for what a terminal would obey; such characters occur inside its strings only. */
    private static String harmless(String line) {
        var shown = new StringBuilder(line.length());
        line.codePoints().forEach(point -> {
            if (Escaped.isHarmless(point)) {
                shown.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    shown.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return shown.toString();
    }

    private void write(JsonGenerator to, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> to.writeNull();
            case Optional<?> optional -> write(to, optional.orElse(null));
            case Boolean bool -> to.writeBoolean(bool);
            case Integer number -> to.writeNumber(number);
            case Long number -> to.writeNumber(number);
            case Double number -> to.writeNumber(number);
            case Size size -> to.writeNumber(size.bytes());
            case Duration duration -> to.writeNumber(seconds(duration));
            case Enum<?> constant -> to.writeString(ValueTypes.word(constant));
            case Map<?, ?> map -> {
                to.writeStartObject();
                for (var entry : map.entrySet()) {
                    to.writeFieldName(String.valueOf(entry.getKey()));
                    write(to, entry.getValue());
                }
                to.writeEndObject();
            }
            case Collection<?> several -> {
                to.writeStartArray();
                for (var each : several) {
                    write(to, each);
                }
                to.writeEndArray();
            }
            case Record record when Cell.isCompound(record) -> {
                to.writeStartObject();
                for (var component : record.getClass().getRecordComponents()) {
                    to.writeFieldName(component.getName());
                    write(to, Cell.read(component, record));
                }
                to.writeEndObject();
            }
            default -> to.writeString(value.toString());
        }
    }

    private static BigDecimal seconds(Duration duration) {
        var exact = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        var brief = exact.stripTrailingZeros();
        return brief.scale() < 0 ? brief.setScale(0) : brief;
    }
}
